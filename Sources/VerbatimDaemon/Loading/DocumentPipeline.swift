internal import ArchiveProtocol
internal import Dispatch
internal import Protobuf
internal import Synchronization
internal import Transcripts
internal import TranscriptFormats
internal import TranscriptReading

/// Reads documents on several threads and hands over what is in them on one, in the order of the
/// documents, whatever the threads' timing.
///
/// Each document that is being read, or waits to be handed over, has a lane of a ring: reading runs at
/// most so many documents ahead, and so many meetings ahead in each, so that memory stays bounded by
/// the largest meetings and not by the largest files.
final class DocumentPipeline: Sendable {
  enum Event {
    case meeting(Transcript, Result<MeetingWords, ImportError>)
    /// The document's end, whether it came to it or not.
    case end(ReadingReport, DocumentError?)
    /// What readers are not meant to throw.
    case failed(any Error)
  }

  /// Somebody called `stop`.
  struct Stopped: Error {}

  /// Documents that each thread may be ahead.
  private static let documentsAhead = 4
  /// Meetings of one document that may wait.
  private static let meetingsAhead = 16

  private final class Lane: Sendable {
    let events = Mutex<[Event]>([])
    let available = DispatchSemaphore(value: 0)
    let room = DispatchSemaphore(value: 0)
    /// Where meetings are checked while the next ones are read.
    let checking = DispatchQueue(label: "verbatim.checking")

    func push(_ event: Event) {
      events.withLock { $0.append(event) }
      available.signal()
    }
  }

  private let documents: [DocumentFinder.Found]
  private let options: ReadingOptions
  private let lanes: [Lane]
  private let threads: Int
  private let next = Atomic(0)
  private let isStopped = Atomic(false)
  private let freeLanes = DispatchSemaphore(value: 0)
  private let workers = DispatchGroup()

  init(_ documents: [DocumentFinder.Found], options: ReadingOptions, threads: Int) {
    self.documents = documents
    self.options = options
    self.threads = max(1, min(threads, documents.count))
    lanes = (0..<self.threads * Self.documentsAhead).map { _ in Lane() }
    // Semaphores that begin at their number must not end below it.
    for lane in lanes {
      freeLanes.signal()
      for _ in 0..<Self.meetingsAhead { lane.room.signal() }
    }
  }

  /// Calls `body` with what is in each document, by its index, on this thread. Returns when all was
  /// handed over, or throws `Stopped` or what `body` threw.
  func run(_ body: (Int, Event) throws -> Void) throws {
    let queue = DispatchQueue(label: "verbatim.reading", attributes: .concurrent)
    for _ in 0..<threads { queue.async(group: workers) { self.work() } }
    do {
      for index in documents.indices {
        let lane = lanes[index % lanes.count]
        var isDone = false
        while !isDone {
          lane.available.wait()
          try checkStop()
          let event = lane.events.withLock { $0.removeFirst() }
          if case .meeting = event { lane.room.signal() }
          switch event {
          case .meeting: break
          case .end: isDone = true
          case .failed(let error): throw error
          }
          try body(index, event)
        }
        freeLanes.signal()
      }
    } catch {
      stop()
      throw error
    }
  }

  /// Ends `run` soon, from any thread.
  func stop() {
    guard !isStopped.exchange(true, ordering: .sequentiallyConsistent) else { return }
    for _ in 0..<threads { freeLanes.signal() }
    // Whoever waits looks at `isStopped` first when woken.
    for lane in lanes {
      lane.room.signal()
      lane.available.signal()
    }
  }

  /// Waits for the threads that read. False when one of them is still held up by its document.
  func waitForThreads(seconds: Double) -> Bool {
    workers.wait(timeout: .now() + seconds) == .success
  }

  private func checkStop() throws(Stopped) {
    if isStopped.load(ordering: .sequentiallyConsistent) { throw Stopped() }
  }

  private func work() {
    while true {
      freeLanes.wait()
      let index = next.add(1, ordering: .relaxed).oldValue
      guard index < documents.count, (try? checkStop()) != nil else { return }
      read(documents[index].path, into: lanes[index % lanes.count])
    }
  }

  private func read(_ path: String, into lane: Lane) {
    var report = ReadingReport()
    let end: Event
    do {
      try DocumentFormats.read(path: path, options: options, report: &report) { transcript in
        lane.room.wait()
        try checkStop()
        lane.checking.async {
          let words = Result { () throws(ImportError) in
            try MeetingWords(checking: transcript, readFrom: path, in: MessageArena())
          }
          lane.push(.meeting(transcript, words))
        }
      }
      end = .end(report, nil)
    } catch let error as DocumentError {
      end = .end(report, error)
    } catch {
      end = .failed(error)
    }
    lane.checking.async { lane.push(end) }
  }
}
