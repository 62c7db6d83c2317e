// Everything one speaker said in a month, streamed from an archive by a program of your own.
//
// usage: embedding HOST PORT CA-FILE NAME YYYY-MM [AFTER-ID]

import VerbatimClient

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

guard (6...7).contains(CommandLine.arguments.count), let port = Int(CommandLine.arguments[2]),
  let month = try? Month(CommandLine.arguments[5])
else {
  print("usage: embedding HOST PORT CA-FILE NAME YYYY-MM [AFTER-ID]")
  exit(64)
}
let arguments = CommandLine.arguments

// 6. The id of the last statement received: all that is needed to go on later.
var last = arguments.count > 6 ? arguments[6] : ""

do {
  // 1. A client. It connects when it is first needed, and again when the connection breaks; one is
  //    enough for a whole program. Trust is pinned to one CA here; `.system` trusts what the system
  //    does.
  let client = try ArchiveClient(host: arguments[1], port: port, trust: .file(arguments[3]))
  defer { client.close() }

  // 2. Who is meant? A name that fits several people would mean all of them; settle on an id. The
  //    deadline holds for the whole call.
  var people: [Speaker] = []
  for try await speaker in client.speakers(
    matching: SpeakerQuery(name: arguments[4]), options: CallOptions(timeout: .seconds(10)))
  {
    people.append(speaker)
  }
  guard people.count == 1, let speaker = people.first else {
    print(
      people.isEmpty
        ? "nobody is called \(arguments[4])"
        : "which one? " + people.map { "\($0.name) (\($0.id))" }.joined(separator: ", "))
    exit(1)
  }

  // 3. What is asked for. Fields that are not set do not narrow it.
  let filter = StatementFilter(speakerIDs: [speaker.id], from: month.first, to: month.last)
  let counts = try await client.count(matching: filter)
  print("\(speaker.name) made \(counts.total) statements from \(month.first) to \(month.last).")

  // 4. The stream, lazily: a view's fields become Strings only when they are asked for. A stream
  //    holds one buffer, however long it is; reading slowly slows the server down. Leaving the loop,
  //    or cancelling the task, ends the call on the server too.
  for try await statement in client.statementViews(matching: filter, after: last) {
    for index in 0..<statement.paragraphCount {
      print(index == 0 ? "\(statement.label): " : "", statement.paragraph(index), separator: "")
    }
    last = statement.id
  }

  // 5. Where every field is needed, `client.statements(matching:)` gives whole values instead.
} catch let error as RPCError {
  // 7. The call failed. A stream that broke was taken up again eight times already, without loss or
  //    repeat (see `Resumption`); what is left is for the program to decide by `error.code`.
  switch error.code {
  case .unavailable: print("cannot be reached: \(error.message)")
  case .deadlineExceeded: print("took too long")
  case .notFound: print("the archive has no statement \(last): begin anew without AFTER-ID")
  case .invalidArgument: print("asked for what cannot be: \(error.message)")
  default: print("failed: \(error)")
  }
  if !last.isEmpty, error.code != .notFound {
    print("to go on, run this again with \(last) at the end")
  }
  exit(1)
} catch let error as TLSError {
  // The files for trust or the certificate cannot be used; thrown before anything is sent.
  print(error.message)
  exit(1)
}

/// A calendar month, `2023-03`.
struct Month {
  let first: CalendarDate
  let last: CalendarDate

  init(_ text: String) throws {
    first = try CalendarDate(iso: text + "-01")
    let longer = (29...31).reversed().lazy.compactMap { try? CalendarDate(iso: "\(text)-\($0)") }
    last = try longer.first ?? CalendarDate(iso: text + "-28")
  }
}
