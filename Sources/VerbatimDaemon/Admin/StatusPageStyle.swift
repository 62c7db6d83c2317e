#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif
internal import Digests
internal import VerbatimWeb

/// How the page looks, by day and by night, on a telephone and on a wall.
enum StatusPageStyle {
  static let text: HTML = """

    :root { color-scheme: light dark; --back: #fbfaf8; --card: #ffffff; --ink: #1d1c1a; \
    --soft: #6b675f; --line: #e3e0d9; --good: #1f7a4d; --wait: #9a6700; --bad: #b3261e; }
    @media (prefers-color-scheme: dark) { :root { --back: #161615; --card: #201f1e; \
    --ink: #eceae6; --soft: #a19d95; --line: #363431; --good: #5fc793; --wait: #e3b341; \
    --bad: #ff8a80; } }
    * { box-sizing: border-box; }
    body { margin: 0 auto; padding: 1.5rem; max-width: 64rem; background: var(--back); \
    color: var(--ink); font: 16px/1.45 system-ui, sans-serif; }
    header { display: flex; flex-wrap: wrap; gap: .25rem .75rem; align-items: baseline; }
    h1 { margin: 0; font-size: 1.6rem; }
    h2 { margin: 0 0 .75rem; font-size: 1rem; color: var(--soft); font-weight: 600; }
    p { margin: 0; }
    .phase { padding: .05rem .6rem; border: 1px solid; border-radius: 1rem; font-weight: 600; }
    .serving { color: var(--good); } .loading, .draining { color: var(--wait); }
    .muted { color: var(--soft); font-weight: 400; } .bad { color: var(--bad); }
    section { margin-top: 1rem; padding: 1rem 1.25rem; background: var(--card); \
    border: 1px solid var(--line); border-radius: .6rem; }
    dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(9.5rem, 1fr)); \
    gap: .9rem 1.25rem; margin: 0; }
    dt { color: var(--soft); font-size: .85rem; }
    dd { margin: 0; font-size: 1.15rem; font-variant-numeric: tabular-nums; }
    progress { width: 100%; margin-bottom: 1rem; accent-color: var(--good); }
    .wide { overflow-x: auto; }
    table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
    th, td { padding: .35rem .6rem; border-bottom: 1px solid var(--line); text-align: right; \
    white-space: nowrap; }
    tr:last-child > * { border-bottom: 0; }
    thead th { color: var(--soft); font-size: .85rem; font-weight: 600; }
    th:first-child { padding-left: 0; text-align: left; font-weight: 500; }
    footer { margin-top: 1rem; color: var(--soft); font-size: .9rem; } a { color: inherit; }

    """

  /// What `Content-Security-Policy` knows the style by.
  static let hash = "sha256-" + Data(Digest.sha256(text.text.utf8)).base64EncodedString()
}
