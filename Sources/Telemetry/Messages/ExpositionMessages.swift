/// What is wrong in a line of an exporter's answer. No word of the line: it may name somebody.
extension Message {
    static let expositionMessages: [any DeclaredMessage] = [
        noLabelName, labelTwice, noEqualsSign, labelWithoutQuotes, labelNotClosed, strayBackslash,
        secondHelp, secondType, secondUnit, typeAfterSamples, metadataAfterSamples, seriesTwiceOtherValue,
        seriesTwice, edgeNoNumber, edgesOutOfOrder, metricInSeveralPlaces, unitNotInName, unitOfNone,
        nameOfTwo, sampleOfOtherType, metricInterrupted, timeAndNone, timeBackwards, totalNegative,
        sumNoNumber, infoNotOne, stateNeither, stateWithoutLabel, quantileBeyond, exemplarNotHere,
        bucketNoNumber, bucketsOutOfOrder, bucketLess, noBucketOfAll, countNotOfAll, negativeBucketsAndSum,
        countWithoutSum, sumWithoutCount, negativeSum, metricNameMissing, metricNameLetters, unknownType,
        strangeRemark, behindEOF, afterEOF, noNameBehindMetadata, noSpaceBehindName, unitLetters,
        emptyLineInAnswer, endsInTheMiddle, endsWithoutEOF, bytesNotUTF8, lineWithoutName, noSpaceBeforeValue,
        noValue, noWholeTime, noTime, behindSample, noSpaceBehindSign, exemplarWithoutLabels,
        noSpaceBeforeExemplar, exemplarWithoutNumber, exemplarBeyond, moreThanLabels, moreThanSamples, noCommaBetweenLabels,
    ]

    public static let noLabelName = PlainForm("exposition.no_label_name", "no label's name where one must be")
    public static let labelTwice = PlainForm("exposition.label_twice", "a label twice")
    public static let noEqualsSign = PlainForm("exposition.no_equals_sign", "no = behind a label's name")
    public static let labelWithoutQuotes = PlainForm("exposition.label_without_quotes", "a label's value without quotes")
    public static let labelNotClosed = PlainForm("exposition.label_not_closed", "a label's value without its closing quote")
    public static let strayBackslash = PlainForm("exposition.stray_backslash", "a backslash that stands for nothing")
    public static let secondHelp = PlainForm("exposition.second_help", "a second HELP of one metric")
    public static let secondType = PlainForm("exposition.second_type", "a second TYPE of one metric")
    public static let secondUnit = PlainForm("exposition.second_unit", "a second UNIT of one metric")
    public static let typeAfterSamples = PlainForm("exposition.type_after_samples", "a TYPE after the metric's samples")
    public static let metadataAfterSamples = PlainForm("exposition.metadata_after_samples", "TYPE, HELP or UNIT after the metric's samples")
    public static let seriesTwiceOtherValue = PlainForm(
        "exposition.series_twice_other_value", "a series for the second time, with another value")
    public static let seriesTwice = PlainForm("exposition.series_twice", "a series for the second time")
    public static let edgeNoNumber = PlainForm("exposition.edge_no_number", "a bucket or a quantile that is no number")
    public static let edgesOutOfOrder = PlainForm("exposition.edges_out_of_order", "buckets or quantiles out of order")
    public static let metricInSeveralPlaces = PlainForm(
        "exposition.metric_in_several_places", "lines of one metric in several places, or one name for two metrics")
    public static let unitNotInName = PlainForm("exposition.unit_not_in_name", "a metric above whose name does not end in its unit")
    public static let unitOfNone = PlainForm("exposition.unit_of_none", "a unit above of what has none")
    public static let nameOfTwo = PlainForm("exposition.name_of_two", "one name above for two metrics")
    public static let sampleOfOtherType = PlainForm("exposition.sample_of_other_type", "a sample that a metric of this type has not")
    public static let metricInterrupted = PlainForm("exposition.metric_interrupted", "lines of one metric with others between them")
    public static let timeAndNone = PlainForm("exposition.time_and_none", "a metric with a time and without one")
    public static let timeBackwards = PlainForm("exposition.time_backwards", "a time that goes backwards")
    public static let totalNegative = PlainForm("exposition.total_negative", "a total that is negative or no number")
    public static let sumNoNumber = PlainForm("exposition.sum_no_number", "a sum that is no number")
    public static let infoNotOne = PlainForm("exposition.info_not_one", "an info whose value is not 1")
    public static let stateNeither = PlainForm("exposition.state_neither", "a state that is neither 0 nor 1")
    public static let stateWithoutLabel = PlainForm("exposition.state_without_label", "a state without its label")
    public static let quantileBeyond = PlainForm("exposition.quantile_beyond", "a quantile that is no number from 0 to 1")
    public static let exemplarNotHere = PlainForm("exposition.exemplar_not_here", "an exemplar where none can be")
    public static let bucketNoNumber = PlainForm("exposition.bucket_no_number", "a bucket whose \"le\" is no number")
    public static let bucketsOutOfOrder = PlainForm("exposition.buckets_out_of_order", "buckets out of order")
    public static let bucketLess = PlainForm("exposition.bucket_less", "a bucket with less than the one before")
    public static let noBucketOfAll = PlainForm("exposition.no_bucket_of_all", "a histogram above without its bucket of all")
    public static let countNotOfAll = PlainForm("exposition.count_not_of_all", "a histogram above whose count is not its bucket of all")
    public static let negativeBucketsAndSum = PlainForm(
        "exposition.negative_buckets_and_sum", "a histogram above with negative buckets and a sum")
    public static let countWithoutSum = PlainForm("exposition.count_without_sum", "a histogram above with a count and no sum")
    public static let sumWithoutCount = PlainForm("exposition.sum_without_count", "a histogram above with a sum and no count")
    public static let negativeSum = PlainForm("exposition.negative_sum", "a negative sum above of buckets that are not")
    public static let metricNameMissing = PlainForm("exposition.metric_name_missing", "a metric's name is missing")
    public static let metricNameLetters = PlainForm("exposition.metric_name_letters", "a metric's name has letters that it must not have")
    public static let unknownType = PlainForm("exposition.unknown_type", "an unknown type")
    public static let strangeRemark = PlainForm(
        "exposition.strange_remark", "a line that begins with # and is none of TYPE, HELP, UNIT and EOF")
    public static let behindEOF = PlainForm("exposition.behind_eof", "something behind # EOF")
    public static let afterEOF = PlainForm("exposition.after_eof", "something after # EOF")
    public static let noNameBehindMetadata = PlainForm("exposition.no_name_behind_metadata", "no name behind # TYPE, HELP or UNIT")
    public static let noSpaceBehindName = PlainForm(
        "exposition.no_space_behind_name", "nothing, or no single space, behind the metric's name")
    public static let unitLetters = PlainForm("exposition.unit_letters", "a unit has letters that it must not have")
    public static let emptyLineInAnswer = PlainForm("exposition.empty_line", "an empty line")
    public static let endsInTheMiddle = PlainForm("exposition.ends_in_the_middle", "the answer ends here, in the middle")
    public static let endsWithoutEOF = PlainForm("exposition.ends_without_eof", "the answer ends here, without # EOF")
    public static let bytesNotUTF8 = PlainForm("exposition.not_utf8", "bytes that are no UTF-8")
    public static let lineWithoutName = PlainForm("exposition.line_without_name", "a line that begins with no metric's name")
    public static let noSpaceBeforeValue = PlainForm("exposition.no_space_before_value", "no single space before the value")
    public static let noValue = PlainForm("exposition.no_value", "no number where the value must be")
    public static let noWholeTime = PlainForm("exposition.no_whole_time", "no whole number where the time must be")
    public static let noTime = PlainForm("exposition.no_time", "no number where the time must be")
    public static let behindSample = PlainForm("exposition.behind_sample", "something behind the sample")
    public static let noSpaceBehindSign = PlainForm("exposition.no_space_behind_sign", "no single space behind #")
    public static let exemplarWithoutLabels = PlainForm("exposition.exemplar_without_labels", "an exemplar without labels")
    public static let noSpaceBeforeExemplar = PlainForm("exposition.no_space_before_exemplar", "no single space before an exemplar's value")
    public static let exemplarWithoutNumber = PlainForm("exposition.exemplar_without_number", "an exemplar without a number")
    public static let exemplarBeyond = PlainForm("exposition.exemplar_beyond", "an exemplar with more than 128 letters")
    public static let moreThanLabels = MessageForm<Int>("exposition.more_labels", "more than {0} labels")
    public static let moreThanSamples = MessageForm<Int>("exposition.more_samples", "more than {0} samples")
    /// The brace.
    public static let noCommaBetweenLabels = MessageForm<String>(
        "exposition.no_comma", "no comma between two labels, or no {0} behind the last")
}
