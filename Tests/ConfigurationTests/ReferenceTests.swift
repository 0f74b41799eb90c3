import Configuration
import Telemetry
import Testing

/// What people read of a collector, from its declaration.
@Suite struct ReferenceTests {
    @Test func aTableOfAllKeys() {
        #expect(
            collectorReference(Sample.collector.kind) == """
                `collector = "sample"` watches a box on a table.

                | key | is | default | meaning |
                | --- | --- | --- | --- |
                | `endpoint` | where it is asked | needed | such as `https://hv-1` |
                | `community` | a text | needed | what it answers to |
                | `user` | a text | none | who asks |
                | `retries` | 1 to 9 | `3` | how often it is asked again |
                | `patience` | a duration, 1s to 1m | `"10s"` | how long it may take |
                | `check_names` | `"yes"` or `"no"` | `"yes"` | whether names are compared \\| or not |
                | `level` | `"low"`, `"medium"` or `"high"` | `"medium"` | how much it tells |
                | `folder` | an absolute path | none | where its files are |
                | `pools` | a list of texts | `["all"]` | what is looked at |
                | `api_token_file`, `api_token_env` or `api_token_credential` | a secret's place | needed | what lets us in |
                | `password_file`, `password_env` or `password_credential` | a secret's place | none | who may |

                """)
    }

    @Test func aCollectorThatTakesNothing() {
        #expect(collectorReference(CollectorKind("a", watches: "nothing")) == "`collector = \"a\"` watches nothing.\n")
    }

    @Test func whatIsInForceForAHost() {
        let host = Target(
            id: "h", area: "", collector: "sample", endpoint: "", secrets: ["api_token": .environment("TOKEN"), "password": .file("/p w")],
            options: ["community": "a \"b\" \\", "retries": 3, "pools": .texts(["x", "y"])])
        #expect(
            optionsInForce(host, Sample.collector.kind) == [
                #"community = "a \"b\" \\""#, "retries = 3", #"patience = "10s" (default)"#, #"check_names = "yes" (default)"#,
                #"level = "medium" (default)"#, #"pools = ["x", "y"]"#, #"api_token_env = "TOKEN""#, #"password_file = "/p w""#,
            ])
    }
}
