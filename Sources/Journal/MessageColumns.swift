import MessageJSON
import Telemetry

/// A message in two columns, `text` and `message`: a raw line stands in the first as it is, anything else in the second as JSON. Rows from
/// before there were messages are raw lines.
extension Message {
    var columns: [Database.Value] {
        if id == Message.line.id {
            switch arguments.first {
            case .raw(let line): return [.text(line), .null]
            // Where names are kept it stands as it came.
            case .marked(let pieces): return [.text(pieces.text), .null]
            default: break
            }
        }
        return [.text(""), .text(json)]
    }

    init(text: String, json: String?) {
        guard let json else {
            self = .raw(text)
            return
        }
        // What cannot be read is told as it stands.
        self = Message(json: json) ?? .raw(json)
    }
}

extension Row {
    func message(text: Int32, json: Int32) -> Message { Message(text: self.text(text), json: optionalText(json)) }

    /// Nil where there is nothing in either column.
    func optionalMessage(text: Int32, json: Int32) -> Message? { optionalText(text) == nil ? nil : message(text: text, json: json) }
}
