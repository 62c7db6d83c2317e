/// What a client gets that speaks plain HTTP/1.1 to a port that speaks TLS.
enum PlainHTTP {
  static let answer = """
    HTTP/1.1 400 Bad Request\r
    Content-Type: text/plain\r
    Content-Length: 49\r
    Connection: close\r
    \r
    This port speaks gRPC over TLS, not plain HTTP.\r

    """
}
