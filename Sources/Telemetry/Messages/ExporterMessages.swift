/// What is wrong with an exporter, its answer, or what somebody wrote to make figures of it.
extension Message {
    static let exporterMessages: [any DeclaredMessage] = [
        exporterWantsCredentials, exporterRefusesPassword, exporterRefusesToken, exporterForbids, nothingAtPath, sendsElsewhere, speaksTLS,
        noTLSWithIt, sendsToLogin, sendsToTLS, maybeTLS, renewCertificate, trustCertificate, nameCertificate, repinCertificate,
        compressed, answerTooLarge, profileMisfits, noProfileSuits, nothingOfProfile, collectorIsOff, usersBeyond, guestsBeyond,
        exporterPartOf, exporterFailed, otherStatus, webPage, noMetricsFormat, noSamples, watchedIsDown, noProfileFits, noSuchProfile,
        profilesUnusable, noProfilesThere, exporterPartFailed, seriesAmbiguous, noSuchSeries, exporterURL, credentialsInEndpoint,
        userAndPassword, noTrust, wantedQuery, queryFaulty, queryTooLong, queryTooLarge,
        queryGoesOn, queryWants, queryWantsName, queryWantsTest, queryWantsText, queryPatternBeyond, queryUnknownFunction, unknownFigure,
        figureNeedsTable, figureIsTotal, tooManyFigures,
    ]

    // Why there are no figures.
    public static let exporterWantsCredentials = PlainForm(
        "exporter.wants_credentials",
        "it lets nobody in without credentials: set user and password_file, or password_file alone for a bearer token")
    public static let exporterRefusesPassword = PlainForm("exporter.refuses_password", "it does not take this user and password")
    public static let exporterRefusesToken = PlainForm("exporter.refuses_token", "it does not take this token")
    public static let exporterForbids = PlainForm(
        "exporter.forbids", "it forbids this (status 403): a list of who may ask it, or a right that is missing")
    public static let nothingAtPath = PlainForm(
        "exporter.nothing_at_path", "there is nothing under this path (status 404); exporters serve /metrics")
    /// Where to.
    public static let sendsElsewhere = MessageForm<String>(
        "exporter.sends_elsewhere", "it sends elsewhere, which is not followed: write {0} as the endpoint if that is the exporter")
    public static let speaksTLS = PlainForm("exporter.speaks_tls", "it speaks TLS: write https:// in the endpoint")
    public static let sendsToLogin = PlainForm(
        "exporter.sends_to_login",
        "it sends to another page, which is not followed: a login of a proxy, or another path (exporters serve /metrics)")
    public static let sendsToTLS = PlainForm("exporter.sends_to_tls", "it sends to https: write https:// in the endpoint")
    /// Why the transport had no answer.
    public static let maybeTLS = MessageForm<Message>(
        "exporter.maybe_tls", "{0}: does it speak TLS (https://), or is another port meant?")
    // What is wrong with the certificate, and the cure.
    public static let renewCertificate = MessageForm<Message>(
        "exporter.renew_certificate", "{0}: renew it there, or set this machine's clock")
    public static let trustCertificate = MessageForm<Message>(
        "exporter.trust_certificate",
        "{0}: name its authority's file, or the certificate's own SHA-256 fingerprint, in \"trust\"")
    public static let nameCertificate = MessageForm<Message>(
        "exporter.name_certificate", "{0}: write a name that stands in it, or its SHA-256 fingerprint as \"trust\"")
    public static let repinCertificate = MessageForm<Message>(
        "exporter.repin_certificate", "{0}: if it was renewed, write that as \"trust\"")
    /// How.
    public static let compressed = MessageForm<String>(
        "exporter.compressed", "it answers compressed ({0}), which nobody asked for: switch that off in the proxy before it")
    /// MiB.
    public static let answerTooLarge = MessageForm<Int>(
        "exporter.answer_too_large", "its answer is longer than {0} MiB: ask for less of it, as in …/metrics?collect\\[\\]=cpu")
    /// What the library says.
    public static let noTLSWithIt = MessageForm<Message>(
        "exporter.no_tls", "no TLS with it ({0}): does it speak plain http, or is another port meant?")
    /// The status, and the exporter's own words.
    public static let exporterFailed = MessageForm<Int, MarkedLine?>("exporter.failed", "the exporter itself failed (status {0})[: {1}]")
    public static let otherStatus = MessageForm<Int>("exporter.status", "it answers with status {0}, as no exporter does")
    public static let webPage = PlainForm(
        "exporter.web_page", "a web page answers, no metrics: check port and path (exporters serve /metrics)")
    /// The content type.
    public static let noMetricsFormat = MessageForm<String>(
        "exporter.no_metrics_format", "it answers {0}, which is none of the text formats for metrics")
    public static let noSamples = PlainForm("exporter.no_samples", "it answers without a single metric")
    public static let watchedIsDown = PlainForm(
        "exporter.watched_is_down", "the exporter answers, and cannot reach what it watches")
    /// How many samples, and which profiles there are.
    public static let noProfileFits = MessageForm<Int, String>(
        "exporter.no_profile_fits",
        "no profile fits its {0} sample{0?|s}: name one ({1}) with \"profile\", or write one of your own (\"profiles\")")
    /// Which was named, and which fits.
    public static let profileMisfits = MessageForm<String, String>(
        "exporter.profile_misfits",
        "profile \"{0}\" does not fit: what answers is what profile \"{1}\" is for; name that one, or none")
    /// Which was named, and which there are.
    public static let noProfileSuits = MessageForm<String, String>(
        "exporter.no_profile_suits", "profile \"{0}\" does not fit what answers, and no other does ({1}): is another port meant?")
    /// Which.
    public static let nothingOfProfile = MessageForm<String>(
        "exporter.nothing_of_profile",
        "it serves nothing that profile \"{0}\" makes a figure of: are the exporter's collectors switched off?")
    public static let noSuchProfile = MessageForm<String, String>(
        "exporter.no_such_profile", "there is no profile \"{0}\"; there are {1}")
    public static let profilesUnusable = MessageForm<Message>("exporter.profiles_unusable", "the profiles cannot be used: {0}")
    public static let noProfilesThere = PlainForm("exporter.no_profiles_there", "no file in it ends in .toml")

    // Why a figure is missing.
    public static let exporterPartFailed = PlainForm("exporter.part_failed", "this part of the exporter failed")
    /// Which of the exporter's.
    public static let collectorIsOff = MessageForm<String>(
        "exporter.collector_is_off", "switch the exporter's collector {0} on (--collectors.enabled)")
    /// How many there are, and how many of them are listed.
    public static let usersBeyond = MessageForm<Int, Int>(
        "exporter.users_beyond", "of {0} that are there {1} are listed, and nobody is told who leaves")
    public static let guestsBeyond = MessageForm<Int>("exporter.guests_beyond", "more than {0} are there; the others are left out")
    /// What the exporter calls it.
    public static let exporterPartOf = MessageForm<MarkedLine>("exporter.part_of", "a part of the exporter failed: {0}")
    public static let seriesAmbiguous = MessageForm<Int>(
        "exporter.series_ambiguous", "{0} series are meant where one must be: say sum, max, min, avg or count")
    public static let noSuchSeries = PlainForm("exporter.no_such_series", "the exporter serves nothing that it can be made of")

    // What cannot work in the configuration.
    public static let exporterURL = PlainForm("exporter.url", "write http://host:port/metrics or https://host:port/metrics")
    public static let credentialsInEndpoint = PlainForm(
        "exporter.credentials_in_endpoint", "a user and a password do not stand in the endpoint: set user and password_file")
    public static let userAndPassword = PlainForm(
        "exporter.user_and_password", "a user goes with a password: set password_file = \"/…\" too")
    public static let noTrust = PlainForm(
        "exporter.no_trust",
        "this is \"system\", an absolute path of an authority's file, or 64 hexadecimal digits, with colons or without: "
            + "openssl x509 -noout -fingerprint -sha256 -in CERTIFICATE")

    // What is wrong in a profile.
    public static let wantedQuery = MessageForm<String>("query.wanted", "a query in single quotes, such as {0} = 'sum(node_load1)'")
    /// Which key, after how many letters, and what is wrong there.
    public static let queryFaulty = MessageForm<String, Int, Message>("query.faulty", "\"{0}\", letter {1} of the query: {2}")
    public static let queryTooLong = MessageForm<Int>("query.too_long", "longer than {0} bytes")
    public static let queryTooLarge = PlainForm("query.too_large", "too many parts, or brackets within brackets")
    public static let queryGoesOn = PlainForm(
        "query.goes_on", "the query is over here and something follows; there are + - * / between two")
    public static let queryWants = MessageForm<String>("query.wants", "a {0} is missing")
    public static let queryWantsName = PlainForm("query.wants_name", "a metric, a label or a number is missing")
    public static let queryWantsTest = PlainForm("query.wants_test", "a label is followed by =, !=, =~ or !~")
    public static let queryWantsText = PlainForm("query.wants_text", "a text in quotes is missing, or its closing quote")
    public static let queryPatternBeyond = PlainForm(
        "query.pattern_beyond",
        "a pattern has words, . for any letter, .* and .+, a bar between alternatives and a backslash before other signs")
    public static let queryUnknownFunction = MessageForm<String>(
        "query.unknown_function", "there is no {0}(…); there are sum, max, min, avg, count and rate")
    public static let unknownFigure = MessageForm<String>("query.unknown_figure", "unknown figure {0}")
    /// Which one.
    public static let figureNeedsTable = MessageForm<String>(
        "query.figure_needs_table",
        "\"{0}\" is no figure that Warte has; for one of your own write \\[figures.\"{0}\"\\] with value = 'query' and label = \"Queue\"")
    public static let figureIsTotal = MessageForm<String>(
        "query.figure_is_total",
        "\"{0}\" is a total whose growth is shown: write sum(series), or several added, without rate")
    public static let tooManyFigures = MessageForm<Int>("query.too_many_figures", "at most {0} figures are read")
}
