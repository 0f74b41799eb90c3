import TestSupport

extension ScriptedStream {
    /// The management interface of an OpenVPN server.
    convenience init(answer: @escaping @Sendable (String) -> String) {
        self.init(greeting: ">INFO:OpenVPN Management Interface Version 5\r\n", answer: answer)
    }
}

/// What a healthy server answers.
func healthyAnswer(_ command: String) -> String {
    switch command {
    case "pid": "SUCCESS: pid=42\r\n"
    case "log on all": "SUCCESS: real-time log notification set to ON\r\n1795550000,I,Initialization Sequence Completed\r\nEND\r\n"
    case "log all": "1795550000,I,Initialization Sequence Completed\r\nEND\r\n"
    case "state on": "SUCCESS: real-time state notification set to ON\r\n"
    case "status 3": statusText(["alice"])
    case "load-stats": "SUCCESS: nclients=1,bytesin=10,bytesout=20\r\n"
    case "quit": ""
    default: "ERROR: unknown command, enter 'help' for more options\r\n"
    }
}

func statusText(_ names: [String]) -> String {
    let header = "HEADER\tCLIENT_LIST\tCommon Name\tReal Address\tVirtual Address\tConnected Since (time_t)\tUsername\tClient ID"
    let rows = names.enumerated().map { "CLIENT_LIST\t\($1)\t10.0.0.1:\($0 + 1)\t10.8.0.2\t1795551000\tUNDEF\t\($0)" }
    return (["TITLE\tOpenVPN 2.6.14 x86_64", "TIME\tnow\t1795551100", header] + rows + ["END", ""]).joined(separator: "\r\n")
}
