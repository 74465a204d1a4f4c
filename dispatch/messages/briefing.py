"""What the product says of the peak-shaving report: faults and words of the command."""

from __future__ import annotations

from dispatch.messages.text import Text

FAULTS_EN: dict[str, Text] = {
    "report_same_run": Text("the same run is named twice", "name every run once"),
    "report_broken_run": Text("the run cannot be read back", "solve it again with this version"),
    "report_horizons": Text(
        "the runs do not cover the same periods", "give runs of one horizon and step; each becomes a variant"
    ),
    "report_format": Text("a report has no such format", "write one or more of: {nearest}"),
    "report_no_font": Text(
        "no installed font can draw Chinese, which figures in a document need",
        "install one of: {nearest}; or ask for html, xlsx or pdf, or --lang en",
    ),
    "report_no_browser": Text(
        "no browser was found that could print the pdf", "install one of: {nearest}; or ask for html and print it"
    ),
    "report_not_printed": Text("the browser printed no pdf", "ask for html and print it from a browser"),
    "report_template": Text("the template is no Word document", "give a .docx file"),
    "report_template_syntax": Text(
        "a mark of the template cannot be understood", "compare it with the one that is shipped"
    ),
    "report_template_marks": Text(
        "the template lacks marks that a report needs: {missing}",
        "put them in as the template that is shipped has them",
    ),
    "report_template_unused": Text("a template serves the format docx only", "add docx to --format"),
}
FAULTS_ZH: dict[str, Text] = {
    "report_same_run": Text("同一个运行列了两次", "每个运行只写一次"),
    "report_broken_run": Text("运行结果无法读回", "请用当前版本重新求解"),
    "report_horizons": Text("各运行的时段不一致", "请给出时段和步长相同的运行，每个运行作为一个方案"),
    "report_format": Text("报告没有这种格式", "请写其中一个或几个：{nearest}"),
    "report_no_font": Text(
        "没有安装能显示中文的字体，文档中的图无法绘制", "请安装其一：{nearest}；或改用 html、xlsx、pdf，或 --lang en"
    ),
    "report_no_browser": Text("没有找到可打印 pdf 的浏览器", "请安装其一：{nearest}；或输出 html 后自行打印"),
    "report_not_printed": Text("浏览器没有打印出 pdf", "请输出 html，再用浏览器打印"),
    "report_template": Text("模板不是 Word 文档", "请给出 .docx 文件"),
    "report_template_syntax": Text("模板中有无法识别的标记", "请与自带模板对照"),
    "report_template_marks": Text("模板缺少报告所需的标记：{missing}", "请按自带模板补上"),
    "report_template_unused": Text("模板只用于 docx 格式", "请在 --format 中加上 docx"),
}
WORDS_EN: dict[str, str] = {
    "report": "Write the peak-shaving report of one run, or of several as variants of one system.",
    "report_runs": "Runs by path, name or beginning, or LABEL=RUN. Compared with the first; the last is told in full.",
    "report_formats": "Formats, with commas between.",
    "report_out": "Directory to write to [default: reports].",
    "report_units": "mw: MW and MWh; wankw: 10⁴ kW and 10⁸ kWh (万千瓦, 亿千瓦时).",
    "report_template_option": "Word template of your own for docx.",
    "step_report": "report",
    "step_report_open": "runs",
}
WORDS_ZH: dict[str, str] = {
    "report": "编制调峰分析报告：一个运行，或同一系统的几个方案。",
    "report_runs": "运行的路径、名称或开头，或 名称=运行。第一个为比较基准，最后一个为主方案。",
    "report_formats": "格式，以逗号分隔。",
    "report_out": "输出目录 [默认 reports]。",
    "report_units": "mw：MW、MWh；wankw：万千瓦、亿千瓦时。",
    "report_template_option": "自备的 Word 模板（用于 docx）。",
    "step_report": "报告",
    "step_report_open": "读取运行",
}
