"""A file system whose server never answers: whoever looks into FOLDER waits until this program ends. Says "hangs" once it does.

usage: hanging_folder.py FOLDER
"""
import ctypes
import os
import signal
import sys

# Of the kernel's own requests, none is ever read (fuse(4)).
server = os.open("/dev/fuse", os.O_RDWR)
options = b"fd=%d,rootmode=40000,user_id=0,group_id=0" % server
if ctypes.CDLL(None, use_errno=True).mount(b"hanging", os.fsencode(sys.argv[1]), b"fuse", 0, options):
    sys.exit(os.strerror(ctypes.get_errno()))
print("hangs", flush=True)
signal.pause()
