// One import for users of the general gRPC layer: values, server and client.
@_exported public import RPC
@_exported public import RPCClient
@_exported public import RPCServer
@_exported public import RPCTransport
@_exported public import TLS
