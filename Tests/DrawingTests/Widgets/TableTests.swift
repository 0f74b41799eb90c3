import Drawing
import Testing

@Suite struct TableTests {
    private let columns = [
        TableColumn("Name", 4, ideal: 8), TableColumn("CPU", 5, ideal: 9, dropOrder: 2), TableColumn("Mem", 5, ideal: 9, dropOrder: 2),
        TableColumn("hidden", 0), TableColumn("Note", 4, dropOrder: 1, grows: true),
    ]

    @Test(arguments: [
        (5, [4, 0, 0, 0, 0]), (10, [4, 0, 0, 0, 4]), (16, [4, 5, 0, 0, 4]), (22, [4, 5, 5, 0, 4]), (26, [8, 5, 5, 0, 4]),
        (30, [8, 7, 7, 0, 4]), (40, [8, 9, 9, 0, 10]), (0, [4, 0, 0, 0, 0]),
    ]) func widths(width: Int, expected: [Int]) { #expect(Table(columns).widths(in: width) == expected) }

    @Test(arguments: [(0, 10, 5, 0), (9, 10, 5, 5), (5, 10, 5, 3), (2, 3, 5, 0), (7, 10, 0, 0)])
    func theSelectedRowStaysInSight(selected: Int, count: Int, visible: Int, first: Int) {
        #expect(Table.firstRow(selected: selected, count: count, visible: visible) == first)
    }

    @Test func drawsOnlyWhatIsSeen() {
        var canvas = Canvas(width: 20, height: 4)
        var asked: [Int] = []
        Table([TableColumn("Name", 6), TableColumn("N", 4, align: .trailing)], selected: 50, sorted: (1, true))
            .draw(on: &canvas, in: canvas.bounds, symbols: Symbols(.utf8), count: 100) { row in
                asked.append(row)
                return .cells([.text("row\(row)"), .text("\(row)")])
            }
        #expect(asked == [49, 50, 51])
        let rows = (0..<4).map { y in String((0..<20).map { canvas[$0, y].text }) }
        #expect(rows == [" Name     N▼        ", " row49    49        ", "▸row50    50        ", " row51    51        "])
        #expect((0..<20).allSatisfy { canvas[$0, 2].isSelected })
    }

    @Test func groupsStandAboveTheirRows() {
        var canvas = Canvas(width: 24, height: 2)
        Table([TableColumn("A", 5)], showsHeader: false).draw(on: &canvas, in: canvas.bounds, symbols: Symbols(.utf8), count: 2) { row in
            row == 0 ? .group("Town", note: "2 hosts") : .cells([.text("x")])
        }
        #expect(String((0..<24).map { canvas[$0, 0].text }) == " Town  2 hosts          ")
        #expect(canvas[1, 0].role == .title && canvas[8, 0].role == .dim)
    }
}
