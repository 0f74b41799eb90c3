import Alarms
import Dashboard
import Drawing
import Feed
import Telemetry
import TestSupport
import Testing

/// What keys do: commands go out with the right ids, and questions can be left.
@Suite struct ActTests {
    private func picture(_ app: Desk) -> String { app.app.draw(width: 120, height: 40).transcript }

    @Test func acknowledgeWithAndWithoutComment() {
        let app = Desk(TownHall.troubled())
        app.press(.character("!"), .character("a"))
        #expect(app.press(.enter) == [.send(.acknowledge(ids: [41], comment: ""))])
        app.press(.character("!"), .character("a"))
        app.type(" uplink down ")
        #expect(app.press(.enter) == [.send(.acknowledge(ids: [42], comment: "uplink down"))])
        app.press(.character("a"))
        #expect(app.press(.escape) == [])
        #expect(app.press(.character("q")) == [.quit])
    }

    @Test func aFoldedAreaSaysThatItIsMany() {
        let app = Desk(TownHall.troubled())
        app.type("/hv")
        app.press(.enter)
        app.type("f")
        #expect(picture(app).contains("a filter shows each host by itself"), "\(picture(app))")
        app.press(.escape)
        #expect(picture(app).contains("hv-2") && !picture(app).contains("folded"), "nothing was folded meanwhile")
        app.type("f")
        for key in "acs" {
            app.press(.character(key))
            #expect(picture(app).contains("this row stands for 2 hosts; Enter shows them one by one"), "\(key)")
        }
    }

    @Test func acknowledgeAllSaysHowManyAndAsks() {
        let app = Desk(TownHall.troubled())
        app.press(.character("3"), .character("A"))
        #expect(picture(app).contains("Acknowledge all 4 that are visible"))
        #expect(picture(app).contains("!! vpn-1  11") && picture(app).contains("!  vpn-2  no"), "their hosts are in one column")
        // The keys that move a cursor, one too many of them, are no answer.
        #expect(app.press(.enter, .character("j"), .character("J"), .character(" "), .down) == [])
        #expect(app.press(.character("n")) == [])
        app.press(.character("A"))
        #expect(app.press(.character("y")) == [.send(.acknowledge(ids: [41, 42, 43, 12], comment: ""))])
    }

    @Test func acknowledgeAllMeansWhatTheFilterLeaves() {
        let app = Desk(TownHall.troubled())
        app.press(.character("3"), .character("/"))
        app.type("VPN-1")
        app.press(.enter, .character("A"))
        #expect(picture(app).contains("Acknowledge the one that is visible"))
        #expect(app.press(.character("y")) == [.send(.acknowledge(ids: [42], comment: ""))])
        // Esc takes the filter off first.
        app.press(.escape, .character("A"))
        #expect(picture(app).contains("all 4"))
    }

    /// On the narrowest screen, too.
    @Test func eachQuestionSaysHowItIsLeft() {
        for (width, height) in [(40, 8), (45, 20), (80, 24)] {
            for key in "acso" {
                let app = Desk(TownHall.troubled())
                app.press(.character("!"), .character(key))
                let picture = app.app.draw(width: width, height: height).transcript
                #expect(picture.contains("Esc leave it"), "\(key) at \(width)x\(height): \(picture)")
            }
        }
    }

    @Test func shelvingNeedsAReasonAndATime() {
        let app = Desk(TownHall.troubled())
        app.press(.character("!"), .character("s"))
        #expect(app.press(.enter) == [])
        #expect(picture(app).contains("a reason is needed"))
        app.type("new disk")
        app.press(.tab, .control("u"))
        app.type("soon")
        #expect(app.press(.enter) == [])
        #expect(picture(app).contains("write a time such as"))
        app.press(.control("u"))
        app.type("1h 30m")
        #expect(app.press(.enter) == [.send(.shelve(id: 41, duration: .seconds(5400), reason: "new disk"))])
        app.press(.character("!"), .character("s"))
        app.type("x")
        #expect(app.press(.enter) == [.send(.shelve(id: 42, duration: .seconds(3600), reason: "x"))])
    }

    @Test func aShelfIsAsLongAsTheConfigurationSaysWhereNobodySaysHowLong() {
        let app = Desk(TownHall.troubled())
        let engine = EngineStatus(
            version: "1", startedAt: TownHall.ago(1), viewers: 1, notice: nil, storePath: "", shelveDefault: .seconds(9000))
        app.app.tell([.update(.engine(engine))])
        app.press(.character("!"), .character("s"))
        #expect(picture(app).contains("2 h 30 min"))
        app.type("x")
        #expect(app.press(.enter) == [.send(.shelve(id: 41, duration: .seconds(9000), reason: "x"))])
    }

    @Test func unshelveAndComment() {
        let app = Desk(TownHall.troubled())
        app.press(.character("3"))
        #expect(app.press(.character("S")) == [])
        #expect(picture(app).contains("not shelved"))
        app.press(.character("G"))
        #expect(app.press(.character("S")) == [.send(.unshelve(id: 9))])
        app.press(.character("c"))
        #expect(app.press(.enter) == [])
        app.type("memory ordered")
        #expect(app.press(.enter) == [.send(.comment(id: 9, text: "memory ordered"))])
    }

    @Test func undoPollRedrawQuit() {
        let app = Desk(TownHall.troubled())
        #expect(app.press(.character("u")) == [.send(.undo)])
        #expect(app.press(.control("r")) == [.send(.pollNow(nil))])
        app.press(.character("W"))
        #expect(app.press(.control("r")) == [.send(.pollNow("hv-1"))])
        #expect(app.press(.control("l")) == [.redrawAll])
        app.press(.character("H"))
        #expect(app.press(.control("c")) == [])
        #expect(app.press(.control("c")) == [.quit])
    }

    @Test func answersAreSaid() {
        let app = Desk(TownHall.troubled())
        app.tell([.answer(.undo, CommandRefusal("nothing to undo"))])
        #expect(picture(app).contains("not done: nothing to undo"))
        app.tell([.answer(.acknowledge(ids: [1, 2], comment: ""), nil)])
        #expect(picture(app).contains("acknowledged 2 alarms"))
        app.tell([.tick(TownHall.now + .seconds(11))])
        #expect(!picture(app).contains("acknowledged 2 alarms"))
    }
}
