"""Builds our programs and the peers under .build; what is built and unchanged is kept."""

import hashlib
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from processes import Failure

ROOT = Path(__file__).resolve().parents[3]
PEERS = ROOT / "scripts/bench/peers"
BUILT = ROOT / ".build/bench"
SCHEMAS = ["verbatim/v1/archive.proto", "verbatim/v1/transcript.proto"]
OURS = ["verbatimd", "bench-client", "bench-queries"]
BUILD_SECONDS = 3600


@dataclass
class Programs:
    """Where everything is; None where it cannot be had, and why."""

    verbatimd: Path
    bench_client: Path
    bench_queries: Path
    cpp_server: Path
    cpp_client: Path
    floor: Path
    tls_write: Path
    queries_floor: Path
    queries_sqlite: Path
    queries_xapian: Path | None
    swift_peer: Path | None
    python: Path
    stubs: Path
    nghttpd: str
    nginx: str
    peers: Path = PEERS
    without_swift_peer: str = ""


def say(text):
    print(f"bench: {text}", file=sys.stderr, flush=True)


def execute(command, folder=ROOT):
    command = [str(part) for part in command]
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=BUILD_SECONDS, check=False
    )
    if done.returncode:
        raise Failure(f"`{' '.join(command)}` failed:\n{(done.stdout + done.stderr)[-3000:]}")
    return done.stdout


def digest(paths, extra=""):
    total = hashlib.sha256(extra.encode())
    for path in sorted(paths):
        total.update(path.read_bytes())
    return total.hexdigest()


def once(folder, paths, extra, make):
    """Makes `folder` unless it was made of these files."""
    key, note = digest(paths, extra), folder / "key"
    if note.exists() and note.read_text() == key:
        return
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    make()
    note.write_text(key)


def schemas():
    return [ROOT / "Proto" / name for name in SCHEMAS]


def build_cpp(folder):
    def make():
        say("building the peers in C++")
        plugin = shutil.which("grpc_cpp_plugin")
        execute(
            ["protoc", f"--proto_path={ROOT / 'Proto'}", f"--cpp_out={folder}",
             f"--grpc_out={folder}", f"--plugin=protoc-gen-grpc={plugin}", *schemas()]
        )  # fmt: skip
        # Empty: it holds no service.
        (folder / "verbatim/v1/transcript.grpc.pb.cc").unlink()
        programs = ("server", "client", "checks")
        sources = [PEERS / f"cpp/{program}.cc" for program in programs]
        sources += folder.glob("verbatim/v1/*.cc")
        running = []
        for source in sources:
            target = folder / (source.stem + ".o")
            command = ["g++", "-std=c++17", "-O2", "-DNDEBUG", "-Wall", "-I", folder]
            command += ["-I", PEERS / "cpp", "-c", source, "-o", target]
            running.append(subprocess.Popen([str(part) for part in command]))
            if len(running) == 2:  # as many at once as most machines have cores
                wait(running.pop(0))
        for process in running:
            wait(process)
        libraries = execute(["pkg-config", "--libs", "grpc++", "protobuf"]).split()
        for program in programs:
            generated = list(folder.glob("*.pb.o"))
            execute(["g++", "-o", folder / program, folder / f"{program}.o", *generated,
                     *libraries, "-lgrpc", "-lgpr"])  # fmt: skip

    version = execute(["pkg-config", "--modversion", "grpc++", "protobuf"])
    once(folder, [*(PEERS / "cpp").iterdir(), *schemas()], version, make)


def wait(process):
    if process.wait(BUILD_SECONDS):
        raise Failure(f"`{' '.join(process.args)}` failed")


def build_c(folder):
    def make():
        say("building the peers in C")
        for name, libraries in (
            ("floor", ["-lnghttp2", "-lssl", "-lcrypto", "-lpthread"]),
            ("tls-write", ["-lssl", "-lcrypto"]),
        ):
            source = PEERS / "c" / f"{name}.c"
            execute(["cc", "-std=gnu11", "-O2", "-D_GNU_SOURCE", "-Wall", "-Wextra", source,
                     "-o", folder / name, *libraries])  # fmt: skip

    once(folder, list((PEERS / "c").iterdir()), "", make)


def build_engines(folder):
    """The query engines; Xapian's is left out where its library is not there."""
    libraries = {"floor": [], "sqlite": ["sqlite3"]}
    if subprocess.run(["pkg-config", "--exists", "xapian-core"], check=False).returncode == 0:
        libraries["xapian"] = ["xapian-core"]
    sources = PEERS / "queries"

    def make():
        say("building the query engines")
        for name, modules in libraries.items():
            flags = execute(["pkg-config", "--cflags", "--libs", *modules]).split() if modules else []
            execute(["g++", "-std=c++17", "-O2", "-DNDEBUG", "-Wall", "-Wextra", "-pthread",
                     sources / "engine.cc", sources / f"{name}.cc", "-o", folder / name,
                     *flags])  # fmt: skip

    once(folder, [*sources.glob("*.cc"), *sources.glob("*.h")], str(libraries), make)
    return {name: folder / name for name in libraries}


def build_stubs(folder):
    def make():
        execute([sys.executable, "-m", "grpc_tools.protoc", f"--proto_path={ROOT / 'Proto'}",
                 f"--python_out={folder}", f"--grpc_python_out={folder}",
                 *schemas()])  # fmt: skip

    once(folder, schemas(), sys.version, make)


def build_swift_peer():
    """grpc-swift-2 in a package of its own; that its packages cannot be had is no failure."""
    scratch = BUILT / "grpc-swift"
    say("building grpc-swift-2 (minutes, the first time)")
    try:
        execute(["swift", "build", "-c", "release", "--package-path", PEERS / "grpc-swift",
                 "--scratch-path", scratch, "--product", "peer"])  # fmt: skip
    except Failure as failure:
        return None, str(failure).strip().splitlines()[-1]
    return scratch / "release/peer", ""


def build(programs, with_grpc_swift, with_servers):
    """Builds everything, or what queries and loading take without the other servers and clients;
    `programs` is a folder that holds ours, or None."""
    ours = OURS if with_servers else [name for name in OURS if name != "bench-client"]
    if programs is None:
        for product in ours:
            say(f"building {product}")
            execute(["swift", "build", "-c", "release", "--product", product])
        programs = ROOT / ".build/release"
    missing = [name for name in ours if not (programs / name).exists()]
    if missing:
        raise Failure(f"{programs} does not hold {', '.join(missing)}")
    if with_servers:
        build_c(BUILT / "c")
        build_cpp(BUILT / "cpp")
    engines = build_engines(BUILT / "queries")
    build_stubs(BUILT / "stubs")
    swift_peer, reason = build_swift_peer() if with_grpc_swift else (None, "not built in this form")
    servers = {name: shutil.which(name) for name in ("nghttpd", "nginx")}
    for name, path in servers.items():
        if path is None:
            raise Failure(f"{name} is missing; run scripts/install-dependencies --bench")
    return Programs(
        verbatimd=programs / "verbatimd",
        bench_client=programs / "bench-client",
        bench_queries=programs / "bench-queries",
        cpp_server=BUILT / "cpp/server",
        cpp_client=BUILT / "cpp/client",
        floor=BUILT / "c/floor",
        tls_write=BUILT / "c/tls-write",
        queries_floor=engines["floor"],
        queries_sqlite=engines["sqlite"],
        queries_xapian=engines.get("xapian"),
        swift_peer=swift_peer,
        python=Path(sys.executable),
        stubs=BUILT / "stubs",
        nghttpd=servers["nghttpd"],
        nginx=servers["nginx"],
        without_swift_peer=reason,
    )
