/// How pages look: light and dark, on paper and on phones, without anything from elsewhere.
///
/// Series follow Okabe and Ito's palette, which people who do not tell all colours apart can read,
/// darkened or lightened to a contrast of 3:1 with the ground; dashes and names tell them apart too.
enum Stylesheet {
  /// What a Content-Security-Policy names the sheet by; a test holds it to the text below.
  static let digest = "sha256-K0BSCGN8G7y6MYa45bqnl9eWSDlT1WKZMF5c/YTeJhY="

  static let text = """
    :root{--ground:#fff;--panel:#f5f6f8;--ink:#1b1f24;--dim:#59636e;--rule:#d5dae0;--grid:#e6e9ed;\
    --good:#00694e;--caution:#855400;--bad:#b3261e;--c0:#0067a8;--c1:#c04a00;--c2:#00805e;\
    --c3:#9a3f7c;--c4:#8a6500;--c5:#3d7ea6;--c6:#5b4bb5;--c7:#5a5a5a}
    @media screen and (prefers-color-scheme:dark){:root{--ground:#14171b;--panel:#1e2329;--ink:#e8ebef;\
    --dim:#a3adb8;--rule:#3a424c;--grid:#2a3038;--good:#4fd0a5;--caution:#f0b84a;--bad:#ff8a7a;\
    --c0:#62b5ee;--c1:#ff9a57;--c2:#3fcf9f;--c3:#e697cb;--c4:#e5bf3f;--c5:#9ccbe8;--c6:#b3a7ff;\
    --c7:#c3c8ce}}
    *{box-sizing:border-box}
    body{margin:0;background:var(--ground);color:var(--ink);font:15px/1.5 system-ui,sans-serif;\
    font-variant-numeric:tabular-nums}
    main{max-width:1064px;margin:0 auto;padding:28px 32px 56px}
    h1{font-size:26px;line-height:1.25;margin:0 0 4px;overflow-wrap:anywhere}
    h2{font-size:19px;margin:44px 0 6px;padding-top:14px;border-top:1px solid var(--rule);\
    overflow-wrap:anywhere}
    h3{font-size:15px;margin:24px 0 6px}
    p{margin:4px 0;max-width:76ch}
    .dim,figcaption,caption,.few{color:var(--dim)}
    .setting{margin:2px 0;max-width:none;overflow-wrap:anywhere;font-size:14px}
    .verdict{list-style:none;margin:18px 0;padding:14px 18px;background:var(--panel);\
    border-left:6px solid var(--dim);border-radius:4px}
    .verdict.good{border-color:var(--good)}.verdict.caution{border-color:var(--caution)}\
    .verdict.bad{border-color:var(--bad)}
    .verdict li{margin:5px 0;padding-left:26px;position:relative;overflow-wrap:anywhere}
    .verdict li:first-child{font-size:18px}
    .verdict svg{position:absolute;left:0;top:.22em;width:17px;height:17px;fill:none;\
    stroke:currentColor;stroke-width:2.4}
    .verdict .good svg,.verdict .good b{color:var(--good)}
    .verdict .caution svg,.verdict .caution b{color:var(--caution)}
    .verdict .bad svg,.verdict .bad b{color:var(--bad)}
    .cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(200px,1fr));gap:10px;\
    margin:18px 0;padding:0}
    .cards div{background:var(--panel);border-radius:4px;padding:10px 12px}
    .cards dt{color:var(--dim);font-size:13px}
    .cards dd{margin:0;font-size:13px;color:var(--dim)}
    .cards .figure{font-size:22px;line-height:1.3;color:var(--ink);font-weight:600;white-space:nowrap}
    figure{margin:10px 0 6px}
    figcaption{font-size:13.5px;max-width:110ch}
    .plot{display:block;width:100%;height:auto;overflow:visible}
    .plot.narrow{display:none}
    .plot text{fill:var(--dim);font-size:12px;font-family:system-ui,sans-serif}
    .plot .axis,.plot .name{fill:var(--ink)}
    .plot .name{font-weight:600}
    .plot .mark{fill:var(--ink);font-size:11.5px}
    .grid{stroke:var(--grid);stroke-width:1}
    .base{stroke:var(--dim);stroke-width:1}
    .step{stroke:var(--rule);stroke-width:1}
    .line{fill:none;stroke-linejoin:round}
    .thick{stroke-width:2.2}.thin{stroke-width:1.2}
    .plot .n0{fill:var(--c0)}.plot .n1{fill:var(--c1)}.plot .n2{fill:var(--c2)}.plot .n3{fill:var(--c3)}\
    .plot .n4{fill:var(--c4)}.plot .n5{fill:var(--c5)}.plot .n6{fill:var(--c6)}.plot .n7{fill:var(--c7)}
    .s0,.c0{stroke:var(--c0)}.s1,.c1{stroke:var(--c1)}.s2,.c2{stroke:var(--c2)}.s3,.c3{stroke:var(--c3)}\
    .s4,.c4{stroke:var(--c4)}.s5,.c5{stroke:var(--c5)}.s6,.c6{stroke:var(--c6)}.s7,.c7{stroke:var(--c7)}
    .s1{stroke-dasharray:9 3}.s2{stroke-dasharray:3 2}.s3{stroke-dasharray:11 3 2 3}\
    .s4{stroke-dasharray:6 3}.s5{stroke-dasharray:8 2 2 2 2 2}.s6{stroke-dasharray:14 4}\
    .s7{stroke-dasharray:2 4}
    .cross{fill:none;stroke-width:2.4}
    .dot{stroke:var(--ground);stroke-width:1}
    .limit{fill:none;stroke:var(--bad);stroke-width:1.4;stroke-dasharray:5 3}
    .forbidden{fill:var(--bad);opacity:.08}
    text.mark{stroke:var(--ground);stroke-width:3px;stroke-linejoin:round;paint-order:stroke}
    .knee{stroke:var(--dim);stroke-width:1.2;stroke-dasharray:2 3}
    .offered{stroke:var(--ink);stroke-width:1.2;stroke-dasharray:4 3}
    .range{fill:var(--c0);opacity:.22}
    .drain{fill:var(--dim);opacity:.13}
    .failed{fill:var(--bad)}
    .scroll{overflow-x:auto;margin:8px 0 14px}
    table{border-collapse:collapse;font-size:14px;min-width:min(100%,420px)}
    caption{text-align:left;font-size:13.5px;padding-bottom:4px}
    th,td{padding:4px 12px 4px 0;text-align:right;white-space:nowrap;\
    border-bottom:1px solid var(--grid);font-weight:400}
    thead th{color:var(--dim);vertical-align:bottom;border-color:var(--rule)}
    th:first-child{text-align:left;padding-right:20px}
    td.words{text-align:left;white-space:normal;overflow-wrap:anywhere;min-width:22ch}
    tr.main th,tr.main td{font-weight:600}
    .ratio{color:var(--dim);display:inline-block;min-width:4.2em;margin-left:7px;font-size:13px}
    .few{font-size:12.5px}
    code{font:13px/1.5 ui-monospace,monospace;overflow-wrap:anywhere}
    footer{margin-top:44px;padding-top:12px;border-top:1px solid var(--rule);font-size:13.5px}
    @media (max-width:700px){main{padding:18px 14px 40px}.plot.wide{display:none}\
    .plot.narrow{display:block}h1{font-size:22px}.cards{grid-template-columns:1fr 1fr}\
    .verdict{padding:10px 12px}\
    .verdict li:first-child{font-size:16px}}
    @media print{main{max-width:none;padding:0}body{font-size:12px}.plot.wide{display:block}\
    .plot.narrow{display:none}figure,.verdict,.cards,tr{break-inside:avoid}h2,h3{break-after:avoid}\
    .scroll{overflow:visible}.verdict,.cards div{border:1px solid var(--rule)}}

    """
}
