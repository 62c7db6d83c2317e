internal import ArgumentParser
internal import RPC

/// Options of commands whose answer is a list.
struct LimitOptions: ParsableArguments {
  // A value with a sign is taken too, so that it can be refused as what it is.
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("At most so many; 0 means all.", valueName: "count"),
    transform: Self.number)
  var limit: UInt64 = 0

  /// Reads a number of things. Throws `ValidationError` that says what is wrong with it.
  static func number(_ text: String) throws -> UInt64 {
    guard let number = UInt64(text) else {
      throw ValidationError("--limit takes a whole number from 0, not “\(text)”")
    }
    return number
  }
}

/// What `--after` names has to be in the archive: an answer to what is not there would look complete.
enum AfterArgument {
  /// Throws a failure of the arguments for an id that the archive does not have.
  static func check<Result>(
    _ id: String?, isolation: isolated (any Actor)? = #isolation,
    _ body: () async throws -> Result
  ) async throws -> Result {
    do {
      return try await body()
    } catch let error as RPCError where error.code == .notFound && id?.isEmpty == false {
      throw CommandFailure(
        .usage, "--after takes an id of the archive: \(error.message)")
    }
  }
}
