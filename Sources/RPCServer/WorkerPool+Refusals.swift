internal import RPC

/// What those are told whose work is not done.
extension WorkerPool {
  var queueIsFull: WorkRefusal {
    WorkRefusal(
      .workerQueue,
      RPCError(
        .resourceExhausted,
        "the server does as much long work as it takes: \(limits.threads) calls at a time "
          + "(worker-threads), and \(limits.queue) that wait (worker-queue); try again later"))
  }

  var tooMuchLongWork: WorkRefusal {
    WorkRefusal(
      .longWork,
      RPCError(
        .resourceExhausted,
        "this call takes long, and the server works on as many such calls as it takes: "
          + "\(limits.longWork) (maximum-long-calls); try again later, or ask for less at once"))
  }

  func takesTooLong(_ most: Duration) -> WorkRefusal {
    WorkRefusal(
      .workTime,
      RPCError(
        .resourceExhausted,
        "this call takes more than \(most / .seconds(1)) s of work (maximum-work-time); ask for "
          + "rarer words, fewer of them, or fewer days at once"))
  }
}
