/* A guest that is nothing but what writes into its memory: a word into each page of 16 MiB, again and again and each time another, so that
   all of them are to be copied anew while it moves. Multiboot, as guest_agent.c is. */
__asm__(".text\n.align 4\n.long 0x1BADB002, 0, -0x1BADB002\n"
        ".global _start\n_start:\n cli\n mov $stack_end, %esp\n call run\n"
        ".section .bss\n.align 16\n.skip 4096\nstack_end:\n.text\n");

void run(void) {
    for (unsigned number = 1;; number++)
        for (volatile unsigned *page = (unsigned *)0x800000; page < (volatile unsigned *)0x1800000; page += 1024) *page = number | 1;
}
