internal import Archive
internal import LastingArchive
internal import OpenMetrics
internal import TextAnalysis
internal import VerbatimServer

/// The archive, the documents and the process as metrics.
enum ProgramFamilies {
  static func archive(_ snapshot: Snapshot, _ state: DaemonState.Values) -> [MetricFamily] {
    let bytes = snapshot.byteCounts
    func counter(_ name: String, _ help: String, _ value: Int) -> MetricFamily {
      MetricFamily(name, .counter, help: help, [MetricSample([], .integer(value))])
    }
    return [
      gauge("verbatim_archive_meetings", "Meetings that are served.", snapshot.meetingCount),
      gauge("verbatim_archive_statements", "Statements that are served.", snapshot.statementCount),
      gauge("verbatim_archive_speakers", "Speakers that are known.", snapshot.speakerCount),
      MetricFamily(
        "verbatim_archive_size", .gauge, unit: "bytes",
        help: "Memory of statements and meetings, and of what finds them.",
        [
          MetricSample([MetricLabel("part", "statements")], .integer(bytes.statements)),
          MetricSample([MetricLabel("part", "indexes")], .integer(bytes.indexes)),
          MetricSample([MetricLabel("part", "words")], .integer(bytes.words)),
        ]),
      gauge("verbatim_documents", "Documents there are to read.", state.documents),
      gauge("verbatim_documents_read", "Documents that were read.", state.documentsRead),
      gauge(
        "verbatim_documents_left_out", "Documents and meetings that could not be read or kept.",
        state.failures),
      counter(
        "verbatim_documents_replaced",
        "Meetings whose place another document's took, by the id that its source states.",
        state.replaced),
      counter(
        "verbatim_documents_repeated",
        "Meetings left out for having the same words as one of an earlier document.",
        state.repeated),
      counter(
        "verbatim_documents_alike",
        "Meetings most of whose paragraphs another has too, so that they may be there twice.",
        state.alike),
      gauge("verbatim_documents_warnings", "Places that may be read wrongly.", state.warnings),
      gauge(
        "verbatim_ready",
        "1 while calls are served and nothing is wanted, 0 while documents load and at the end.",
        state.isReady ? 1 : 0),
      MetricFamily(
        "verbatim_load", .gauge, unit: "seconds", help: "How long loading took.",
        state.loadTime.map { [MetricSample([], .number($0 / .seconds(1)))] } ?? []),
    ]
  }

  private static func gauge(
    _ name: String, unit: String = "", _ help: String, _ value: Int
  ) -> MetricFamily {
    MetricFamily(name, .gauge, unit: unit, help: help, [MetricSample([], .integer(value))])
  }

  /// The file that remembers what was imported; nothing where there is none.
  static func lasting(_ following: Following?) -> [MetricFamily] {
    guard let following else { return [] }
    let counts = following.counts
    return [
      gauge(
        "verbatim_archive_sequence",
        "Number of the last change of the archive's file that is served.",
        Int(clamping: following.lasting.sequence)),
      gauge("verbatim_followers", "Clients that follow the archive.", following.followerCount),
      MetricFamily(
        "verbatim_follow_events", .counter, help: "What was told to clients that follow.",
        [MetricSample([], .integer(Int(clamping: counts.events)))]),
      MetricFamily(
        "verbatim_followers_refused", .counter,
        help: "Clients that were refused to follow, since so many did (maximum-followers).",
        [MetricSample([], .integer(Int(clamping: counts.refusals)))]),
    ]
  }

  /// What searches asked for in vain, and what they hold.
  static func searches(_ allowance: SearchAllowance) -> [MetricFamily] {
    [
      MetricFamily(
        "verbatim_search_limits_reached", .counter,
        help: "How often a limit of searches refused one or cut its answer, by the setting.",
        SearchLimit.allCases.map { limit in
          MetricSample(
            [MetricLabel("limit", limit.rawValue)], .integer(Int(allowance.strikes(of: limit))))
        }),
      MetricFamily(
        "verbatim_stem_tables_size", .gauge, unit: "bytes",
        help: "Memory of the tables that find inflected forms.",
        [MetricSample([], .integer(allowance.stemByteCount))]),
    ]
  }

  /// What those who run the server look after.
  static func operation(
    _ state: DaemonState.Values, droppedLines: Int, certificateEnd: Int64?
  ) -> [MetricFamily] {
    let left = certificateEnd.map { (Double($0) - Timestamp.now.seconds) / 86_400 }
    return [
      MetricFamily(
        "verbatim_log_lines_dropped", .counter,
        help: "Lines of the log that were dropped, for its reader stalled.",
        [MetricSample([], .integer(droppedLines))]),
      MetricFamily(
        "verbatim_certificate_remaining", .gauge, unit: "days",
        help: "Time to the end of the certificate that is shown; below 0 when it is over.",
        left.map { [MetricSample([], .number($0))] } ?? []),
      MetricFamily(
        "verbatim_certificate_reloads", .counter,
        help: "Readings of certificates anew, by what came of them.",
        [
          MetricSample([MetricLabel("result", "success")], .integer(state.reloads)),
          MetricSample([MetricLabel("result", "failure")], .integer(state.failedReloads)),
        ]),
      MetricFamily(
        "verbatim_certificate_reload_failing", .gauge,
        help: "1 while the files of the certificate could not be used the last time.",
        [MetricSample([], .integer(state.reloadFailure == nil ? 0 : 1))]),
      MetricFamily(
        "verbatim_policy_reloads", .counter,
        help: "Readings of the policy anew, by what came of them.",
        [
          MetricSample([MetricLabel("result", "success")], .integer(state.policyReloads)),
          MetricSample([MetricLabel("result", "failure")], .integer(state.failedPolicyReloads)),
        ]),
      MetricFamily(
        "verbatim_policy_reload_failing", .gauge,
        help: "1 while the policy could not be used the last time it was read.",
        [MetricSample([], .integer(state.policyReloadFailure == nil ? 0 : 1))]),
      MetricFamily(
        "verbatim_memory_given_back", .counter, unit: "bytes",
        help: "Memory that calls and connections had left, given back to the system.",
        [MetricSample([], .integer(state.memoryGivenBack))]),
    ]
  }

  /// Names as the client libraries of Prometheus have them.
  static func process(startTime: Timestamp) -> [MetricFamily] {
    func family(
      _ name: String, _ kind: MetricFamily.Kind, unit: String = "", _ help: String,
      _ value: MetricValue?
    ) -> MetricFamily {
      MetricFamily(name, kind, unit: unit, help: help, value.map { [MetricSample([], $0)] } ?? [])
    }
    return [
      family(
        "process_cpu", .counter, unit: "seconds", "CPU time of the process, user and system.",
        .number(ProcessUsage.cpuSeconds)),
      family(
        "process_resident_memory", .gauge, unit: "bytes", "Main memory of the process.",
        Memory.resident.map { .integer($0) }),
      family(
        "process_open_fds", .gauge, "Open file descriptors.",
        ProcessUsage.openDescriptors.map { .integer($0) }),
      family(
        "process_max_fds", .gauge, "File descriptors that may be open.",
        ProcessUsage.maximumDescriptors.map { .integer($0) }),
      family(
        "process_start_time", .gauge, unit: "seconds", "When the process started, Unix time.",
        .number(startTime.seconds)),
      MetricFamily(
        "verbatim_build", .info, help: "The program and the libraries it runs on.",
        [
          MetricSample(
            [MetricLabel("version", Version.program)]
              + Version.libraries.map { MetricLabel($0.name, $0.version) }, .integer(1))
        ]),
    ]
  }
}
