/* A guest that is nothing but its agent: it answers on the virtio-serial port that libvirt asks, in the words of QEMU's agent (qemu-ga(8)),
   and needs no operating system. A kernel as `qemu -kernel` takes it (Multiboot 1), in one file:

     clang --target=i386-unknown-none-elf -ffreestanding -fno-pic -mno-sse -Os -c guest_agent.c -o agent.o
     ld -m elf_i386 -N -Ttext=0x400000 agent.o -o agent

   With -DIS_WRITER it is none, and writes a word into each page of 16 MiB at every tick, so that all are copied anew while it moves.
   With -DIS_MUTE it hears and says nothing; -DPERSON=\"name\" is who is logged in.
   The device is virtio's console with several ports (virtio 1.2, 5.3) as a transitional PCI device (4.1.5). One timer wakes it. */
typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;

__asm__(".section .text\n"
        ".align 4\n.long 0x1BADB002, 0, -0x1BADB002\n"
        ".global _start\n_start:\n cli\n mov $stack_end, %esp\n call run\n"
        "tick: mov $0x20, %al\n out %al, $0x20\n pop %ecx\n add $8, %esp\n jmp *%ecx\n"
        ".section .bss\n.align 16\n.skip 16384\nstack_end:\n.text\n");

static void out8(u16 port, u8 value) { __asm__ volatile("outb %0, %1" ::"a"(value), "Nd"(port)); }
static void out16(u16 port, u16 value) { __asm__ volatile("outw %0, %1" ::"a"(value), "Nd"(port)); }
static void out32(u16 port, u32 value) { __asm__ volatile("outl %0, %1" ::"a"(value), "Nd"(port)); }
static u16 in16(u16 port) { u16 value; __asm__ volatile("inw %1, %0" : "=a"(value) : "Nd"(port)); return value; }
static u32 in32(u16 port) { u32 value; __asm__ volatile("inl %1, %0" : "=a"(value) : "Nd"(port)); return value; }

void *memcpy(void *to, const void *from, u32 count) {
    for (u32 at = 0; at < count; at++) ((u8 *)to)[at] = ((const u8 *)from)[at];
    return to;
}
void *memset(void *to, int value, u32 count) {
    for (u32 at = 0; at < count; at++) ((u8 *)to)[at] = (u8)value;
    return to;
}

/* ---- A tick 50 times a second, so that the processor rests between them. */

static u64 segments[3] = {0, 0x00CF9A000000FFFFull, 0x00CF92000000FFFFull};
static struct { u16 low, selector, kind, high; } gates[64];
extern char tick[];

static void start_ticks(void) {
    struct __attribute__((packed)) { u16 limit; u32 base; } table = {sizeof segments - 1, (u32)segments};
    __asm__ volatile("lgdt %0\n ljmp $8, $1f\n1: mov $16, %%eax\n mov %%eax, %%ds\n mov %%eax, %%es\n mov %%eax, %%ss" ::"m"(table) : "eax");
    gates[32].low = (u16)(u32)tick;
    gates[32].selector = 8;
    gates[32].kind = 0x8E00;
    gates[32].high = (u16)((u32)tick >> 16);
    table.limit = sizeof gates - 1;
    table.base = (u32)gates;
    __asm__ volatile("lidt %0" ::"m"(table) : "memory");
    /* Interrupts of the PC begin at 32; of them only the timer's is let in. */
    static const u8 words[][2] = {{0x20, 0x11}, {0xA0, 0x11}, {0x21, 32}, {0xA1, 40}, {0x21, 4}, {0xA1, 2}, {0x21, 1}, {0xA1, 1}, {0x21, 0xFE}, {0xA1, 0xFF}};
    for (u32 at = 0; at < sizeof words / 2; at++) out8(words[at][0], words[at][1]);
    out8(0x43, 0x34);
    out8(0x40, (1193182 / 50) & 0xFF);
    out8(0x40, (1193182 / 50) >> 8);
}

/* ---- The device's queues (virtio 1.2, 2.7), of which each buffer is one piece. */

enum { most = 256, pieces = 16, piece_size = 1024, ours = 1 };
struct queue {
    u16 index, size, seen;
    u8 ring[3 * 4096] __attribute__((aligned(4096)));
    u8 buffers[pieces][piece_size];
};
enum { control_in = 0, control_out = 1, in = 2, out = 3 };
/* Of the device: control comes behind port 0; then a pair for each port. */
static struct queue queues[4] = {{.index = 2}, {.index = 3}, {.index = 2 + 2 * ours}, {.index = 3 + 2 * ours}};
static u16 device;

struct descriptor { u64 address; u32 length; u16 flags, next; };
static struct descriptor *descriptors(struct queue *queue) { return (struct descriptor *)queue->ring; }
static volatile u16 *available(struct queue *queue) { return (volatile u16 *)(queue->ring + 16 * queue->size); }
static volatile u16 *used(struct queue *queue) {
    return (volatile u16 *)(queue->ring + ((18 * queue->size + 6 + 4095) & ~4095));
}

/* Gives the device the buffer of that number. */
static void give(struct queue *queue, u16 number, u32 length, u16 flags) {
    descriptors(queue)[number] = (struct descriptor){(u32)queue->buffers[number], length, flags, 0};
    volatile u16 *ring = available(queue);
    ring[2 + ring[1] % queue->size] = number;
    __asm__ volatile("" ::: "memory");
    ring[1]++;
    out16(device + 0x10, queue->index);
}

/* The number of the next buffer that the device has filled, and how far; -1 for none. */
static int next(struct queue *queue, u32 *length) {
    volatile u16 *ring = used(queue);
    if (ring[1] == queue->seen) return -1;
    volatile u32 *element = (volatile u32 *)(ring + 2) + 2 * (queue->seen++ % queue->size);
    *length = element[1];
    return (int)element[0];
}

/* Each buffer is long done with when its turn comes again: one answer is under way. */
static void send(struct queue *queue, const void *bytes, u32 count) {
    static u16 turn;
    u16 number = turn++ % pieces;
    memcpy(queue->buffers[number], bytes, count);
    give(queue, number, count, 0);
}

enum { device_ready, port_added, port_removed, port_ready, console_port, resized, port_open, port_name };
struct control { u32 port; u16 event, value; };
static void tell(u32 port, u16 event) {
    struct control control = {port, event, 1};
    send(&queues[control_out], &control, sizeof control);
}

static int start_device(void) {
    for (u32 slot = 0; slot < 32 && !device; slot++) {
        u32 place = 0x80000000 | slot << 11;
        out32(0xCF8, place);
        if (in32(0xCFC) != 0x10031AF4) continue;
        out32(0xCF8, place | 4);
        out16(0xCFC, in16(0xCFC) | 5);
        out32(0xCF8, place | 0x10);
        device = (u16)(in32(0xCFC) & ~3u);
    }
    if (!device) return 0;
    out8(device + 0x12, 0);
    out8(device + 0x12, 3);
    out32(device + 4, 2);
    for (int at = 0; at < 4; at++) {
        struct queue *queue = &queues[at];
        out16(device + 0x0E, queue->index);
        queue->size = in16(device + 0x0C);
        if (!queue->size || queue->size > most) return 0;
        out32(device + 8, (u32)queue->ring >> 12);
        *available(queue) = 1;
    }
    out8(device + 0x12, 7);
    for (u16 number = 0; number < pieces; number++) {
        give(&queues[control_in], number, piece_size, 2);
        give(&queues[in], number, piece_size, 2);
    }
    tell(0, device_ready);
    return 1;
}

/* ---- The agent. */

#ifndef PERSON
#define PERSON "anna.lab"
#endif
static const struct { const char *command, *answer; } answers[] = {
    {"\"guest-get-users\"",
     "[{\"user\": \"" PERSON "\", \"login-time\": 1795780000.25}, {\"user\": \"ben.lab\", \"domain\": \"LAB\", \"login-time\": 1795783600.5}]"},
    {"\"guest-get-osinfo\"",
     "{\"name\": \"Warte Lab\", \"kernel-release\": \"6.1.0-lab\", \"version\": \"12 (lab)\", \"pretty-name\": \"Warte Lab 12\", "
     "\"version-id\": \"12\", \"kernel-version\": \"#1\", \"machine\": \"x86_64\", \"id\": \"lab\"}"},
    {"\"guest-get-fsinfo\"",
     "[{\"name\": \"vda1\", \"total-bytes\": 21474836480, \"mountpoint\": \"/\", \"disk\": [], \"used-bytes\": 5368709120, \"type\": \"ext4\"}, "
     "{\"name\": \"vdb\", \"total-bytes\": 107374182400, \"mountpoint\": \"/home/" PERSON "\", \"disk\": [], \"used-bytes\": 96636764160, "
     "\"type\": \"xfs\"}]"},
};

static char reply[piece_size];
static u32 filled;
static void add(const char *text) {
    while (*text && filled < sizeof reply) reply[filled++] = *text++;
}

static const char *find(const char *text, const char *word) {
    for (; *text; text++) {
        u32 at = 0;
        while (word[at] && text[at] == word[at]) at++;
        if (!word[at]) return text + at;
    }
    return 0;
}

static void answer(const char *line) {
#ifdef IS_MUTE
    return;
#endif
    filled = 0;
    const char *id = find(line, "\"guest-sync") ? find(line, "\"id\":") : 0;
    if (id) {
        if (find(line, "-delimited")) add("\xFF");
        add("{\"return\": ");
        while (*id == ' ') id++;
        while (*id >= '0' && *id <= '9' && filled < sizeof reply) reply[filled++] = *id++;
        add("}\n");
    } else {
        const char *found = 0;
        for (u32 at = 0; at < sizeof answers / sizeof *answers; at++)
            if (find(line, answers[at].command)) found = answers[at].answer;
        add(found ? "{\"return\": " : "{\"error\": {\"class\": \"CommandNotFound\", \"desc\": \"The command has not been found\"");
        add(found ? found : "}");
        add("}\n");
    }
    send(&queues[out], reply, filled);
}

static void hear(const u8 *bytes, u32 count) {
    static char line[4096];
    static u32 length;
    for (u32 at = 0; at < count; at++) {
        if (bytes[at] == '\n') {
            line[length] = 0;
            if (length) answer(line);
            length = 0;
        } else if (bytes[at] != 0xFF && length < sizeof line - 1) {
            line[length++] = (char)bytes[at];
        }
    }
}

void run(void) {
    start_ticks();
#ifdef IS_WRITER
    for (u32 number = 1;; number++) {
        for (volatile u32 *page = (u32 *)0x800000; page < (volatile u32 *)0x1800000; page += 1024) *page = number;
        __asm__ volatile("sti\n hlt" ::: "eax", "ecx", "memory");
    }
#endif
    if (start_device()) {
        while (1) {
            u32 length;
            int number;
            while ((number = next(&queues[control_in], &length)) >= 0) {
                struct control *control = (struct control *)queues[control_in].buffers[number];
                if (control->port == ours && control->event == port_added) tell(ours, port_ready);
                if (control->port == ours && control->event == port_name) tell(ours, port_open);
                give(&queues[control_in], (u16)number, piece_size, 2);
            }
            while ((number = next(&queues[in], &length)) >= 0) {
                hear(queues[in].buffers[number], length);
                give(&queues[in], (u16)number, piece_size, 2);
            }
            /* The tick comes back here with interrupts off, and by no `iret`: not every KVM can emulate that. */
            __asm__ volatile("sti\n hlt" ::: "eax", "ecx", "memory");
        }
    }
    while (1) __asm__ volatile("cli\n hlt");
}
