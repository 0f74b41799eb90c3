#pragma once
#include <sys/mman.h>
#include <sys/stat.h>
