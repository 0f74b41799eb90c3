import Glibc
import TestSupport

/// KiB of this process, now.
func residentKilobytes() -> Int {
    let words = ((try? readText("/proc/self/statm")) ?? "").split(separator: " ")
    return words.count > 1 ? (Int(words[1]) ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE))) / 1024 : 0
}

/// KiB by which a parser may leave a process larger, once it has met every kind of input.
let mostGrowth = 16 * 1024
