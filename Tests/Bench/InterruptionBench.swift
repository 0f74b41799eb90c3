import Alarms
import Scenarios
import Telemetry

/// What `bench` needs to play the same troubles to an Alertmanager: the steps of each scenario and Warte's calls, as one JSON object a line.
func printScenarios() {
    for scenario in Scenario.all {
        let steps = scenario.transitions().flatMap { second, steps in
            steps.compactMap { step -> String? in
                // As labels have the severity, another one is another alert.
                let alarm = step.alarm
                let labels = #"{"alertname":"\#(alarm.key.rule)","host":"\#(alarm.key.host)","severity":"\#(alarm.severity)"}"#
                switch step.what {
                case .raised, .severityRaised: return #"[\#(second),\#(labels),true]"#
                case .returned, .cleared: return #"[\#(second),\#(labels),false]"#
                default: return nil
                }
            }
        }
        let calls = scenario.interruptions()
        let news = scenario.news.map { key, at in
            let told = calls.first { $0.items.contains { $0.alarm.key == key && $0.news == .new } }
            let late = told.map { ($0.at - Scenario.start).milliseconds / 1000 - Int64(at) } ?? -1
            return #"["\#(key.rule)","\#(key.host)",\#(at),\#(late)]"#
        }
        print(
            #"{"name":"\#(scenario.name)","length":\#(scenario.length),"warte":\#(calls.map { ($0.at - Scenario.start).milliseconds / 1000 }),"#
                + #""news":[\#(news.joined(separator: ","))],"steps":[\#(steps.joined(separator: ","))]}"#)
    }
}
