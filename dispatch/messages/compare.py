"""What the product says of sweeps and comparisons of runs: faults, words, meaning of rows."""

from __future__ import annotations

from dispatch.messages.text import Text

FAULTS_EN: dict[str, Text] = {
    "axis_unreadable": Text(
        "what is varied cannot be read", "write path=a:b:step or path=x,y,z", "path=a:b:step or path=x,y,z"
    ),
    "axis_without_step": Text(
        "{path} has a span but no step", "add a step (a:b:step), or draw from the span with --sample N"
    ),
    "axis_backwards": Text("the step does not lead from the first value to the last", "correct the sign of the step"),
    "axis_too_fine": Text("an axis has too many values", "take a larger step"),
    "axis_twice": Text("the same path is varied twice", "put all its values into one --vary"),
    "axis_value_twice": Text("a value stands twice", "write each value once"),
    "axis_unknown": Text("{part} does not exist", "write one of: {nearest}"),
    "axis_not_scalable": Text(
        "that is no number that could be scaled or shared", "use total: on plain numbers, scale: on numbers and series"
    ),
    "axis_not_a_number": Text("total:, scale: and duration_h take numbers", "give a number", "a number"),
    "too_many_points": Text("that is more points than one sweep takes", "take larger steps, fewer axes, or --sample N"),
    "nothing_varied": Text("nothing is varied", "say --vary path=a:b:step, or give a file with --points"),
    "sample_without_axes": Text("--sample has nothing to draw from", "say --vary path=a:b for every axis"),
    "points_and_axes": Text("--points and --vary cannot be combined", "put the axis into the file, or leave one out"),
    "empty_points": Text(
        "the file holds no points", "write one point a line: a list of 'path: value' mappings, or a CSV"
    ),
    "points_not_a_list": Text(
        "a file of points is a list of mappings", "begin every point with '- ' and write 'path: value' below it"
    ),
    "not_a_sweep": Text("that is not the directory of a sweep", "give another directory"),
    "other_sweep": Text(
        "another sweep stands in that directory",
        "give another directory, or none: then the same command finds its own sweep again",
    ),
    "sweep_unseen": Text(
        "a worker does not see the directory of the sweep",
        "put it on a file system that all workers share, under the same path",
    ),
    "no_scheduler": Text(
        "nobody answers at that address: {reason}", "check address and port; begin one with: dask scheduler"
    ),
    "no_workers": Text(
        "the scheduler has had no workers for five minutes",
        "begin some: dask worker ADDRESS; then give the command again",
    ),
    "scheduler_lost": Text(
        "the scheduler has gone; every point that was finished is kept",
        "give the same command again: it goes on from there",
    ),
    "worker_lost": Text(
        "worker after worker died at point {label}",
        "most likely memory: take fewer workers (--workers) or a coarser step",
    ),
    "weeks_too_many": Text("the horizon has not so many whole weeks", "ask for fewer weeks, or leave --weeks out"),
    "weeks_not_whole": Text(
        "typical weeks need a plain horizon of several weeks", "give --from and --to, or leave --weeks out"
    ),
    "full_without_weeks": Text(
        "--full checks typical weeks, but none were asked for", "add --weeks N, or leave it out"
    ),
    "query_failed": Text("the question cannot be answered: {reason}", "see the columns with: dispatch query --columns"),
    "nothing_to_query": Text("there are no runs in that folder", "give another one with --runs"),
}
FAULTS_ZH: dict[str, Text] = {
    "axis_unreadable": Text(
        "无法读取要变化的参数", "写成 路径=起:止:步长 或 路径=x,y,z", "路径=起:止:步长 或 路径=x,y,z"
    ),
    "axis_without_step": Text("{path} 给了区间却没有步长", "加上步长（起:止:步长），或用 --sample N 在区间内抽样"),
    "axis_backwards": Text("步长无法从起值走到止值", "改正步长的正负号"),
    "axis_too_fine": Text("一个维度的取值太多", "加大步长"),
    "axis_twice": Text("同一路径变化了两次", "把所有取值写进同一个 --vary"),
    "axis_value_twice": Text("取值重复", "每个取值只写一次"),
    "axis_unknown": Text("{part} 不存在", "可写：{nearest}"),
    "axis_not_scalable": Text("这不是可以缩放或分摊的数", "total: 用于数值，scale: 用于数值和时间序列"),
    "axis_not_a_number": Text("total:、scale: 和 duration_h 只接受数值", "给出一个数", "数值"),
    "too_many_points": Text("点数超过一次扫描的上限", "加大步长、减少维度，或用 --sample N"),
    "nothing_varied": Text("没有任何参数变化", "写 --vary 路径=起:止:步长，或用 --points 给出文件"),
    "sample_without_axes": Text("--sample 没有可抽样的维度", "为每个维度写 --vary 路径=起:止"),
    "points_and_axes": Text("--points 与 --vary 不能同时使用", "把维度写进文件，或去掉其一"),
    "empty_points": Text("文件里没有任何点", "每行一个点：由“路径: 值”组成的列表，或 CSV"),
    "points_not_a_list": Text("点文件应是映射的列表", "每个点以“- ”开头，下面写“路径: 值”"),
    "not_a_sweep": Text("这不是扫描目录", "换一个目录"),
    "other_sweep": Text("该目录里是另一次扫描", "换一个目录；或不指定目录，同一命令会找回自己的扫描"),
    "sweep_unseen": Text("有工作进程看不到扫描目录", "把目录放在所有工作进程以相同路径共享的文件系统上"),
    "no_scheduler": Text("该地址无人应答：{reason}", "检查地址和端口；可用 dask scheduler 启动一个"),
    "no_workers": Text("调度器五分钟没有任何工作进程", "启动工作进程：dask worker 地址；然后重新执行同一命令"),
    "scheduler_lost": Text("调度器已失去联系；已完成的点都已保存", "重新执行同一命令即可接着算"),
    "worker_lost": Text("工作进程在点 {label} 上接连退出", "多半是内存不足：减少工作进程（--workers）或加大步长"),
    "weeks_too_many": Text("时间范围内没有这么多整周", "减少周数，或去掉 --weeks"),
    "weeks_not_whole": Text("典型周需要连续若干周的时间范围", "给出 --from 和 --to，或去掉 --weeks"),
    "full_without_weeks": Text("--full 用于校核典型周，但没有要求典型周", "加上 --weeks N，或去掉它"),
    "query_failed": Text("无法回答该查询：{reason}", "用 dispatch query --columns 查看各列"),
    "nothing_to_query": Text("该目录里没有运行结果", "用 --runs 指定另一个目录"),
}
WORDS_EN: dict[str, str] = {
    "compare": "Solve many variants of a case: a grid, a list or a sample, resumable, on one or many machines.",
    "vary": "An axis: path=a:b:step or path=x,y,z; total:path shares a total, scale:path multiplies. May be repeated.",
    "points": "File of points (YAML list or CSV) instead of axes.",
    "sample": "Draw so many points from the axes by Latin hypercube.",
    "seed": "Seed of the sample: same seed, same points.",
    "weeks": "Screen with so many typical weeks, and extreme days, instead of the whole horizon.",
    "full": "Solve the best so many points again on the whole horizon, to show the error of typical weeks.",
    "baselines": "Also solve the system without storage, and with water alone to balance it.",
    "scheduler": "Address of a Dask scheduler that is there already.",
    "workers": "Processes on this machine (default: cores, as far as memory reaches).",
    "sweep_out": "Directory of the sweep (default: in the folder of runs, found again by the same command).",
    "query": "Ask all runs and sweeps of a folder in SQL; the table is called runs.",
    "sql": "SQL, or what would stand behind WHERE.",
    "query_columns": "Show the columns and their types.",
    "query_out": "Write the answer as CSV or Parquet.",
    "sweep_points": "{count} points, {left} to solve",
    "sweep_progress": "points",
    "sweep_state": "{done} done, {failed} failed, {workers} workers",
    "sweep_done": "{done} of {total} points solved ({reused} from earlier sweeps), {failed} failed, {seconds:.0f} s",
    "sweep_stopped": "stopped: {done} of {total} points are solved; the same command goes on from there",
    "sweep_failures": "Points without an answer",
    "sweep_errors": "Typical weeks against the whole horizon",
    "sweep_frame": "frame: {path}",
    "sweep_compared": "comparison: {page}, {book}",
    "sweep_best": "Best points",
    "point": "point",
    "reason": "reason",
    "weeks_value": "typical weeks",
    "full_value": "whole horizon",
    "typical_weeks": "{weeks} typical weeks and {days} extreme days stand for {hours:,.0f} h",
    "sweep_ranked": "What costs least",
    "step_coarse_water": "water of the year for typical weeks",
}
WORDS_ZH: dict[str, str] = {
    "compare": "批量求解一个算例的多种方案并比较：网格、列表或抽样，可续算，可单机或多机。",
    "vary": "一个维度：路径=起:止:步长 或 路径=x,y,z；total:路径 按比例分摊总量，scale:路径 乘以倍数。可重复。",
    "points": "点文件（YAML 列表或 CSV），代替维度。",
    "sample": "用拉丁超立方在各维度上抽取这么多点。",
    "seed": "抽样种子：种子相同，点相同。",
    "weeks": "用这么多典型周（加极端日）代替整个时间范围作初筛。",
    "full": "把最好的若干点在整个时间范围上重新求解，给出典型周的误差。",
    "baselines": "同时求解无储能基准和仅水电调节基准。",
    "scheduler": "已有 Dask 调度器的地址。",
    "workers": "本机进程数（默认：核数，以内存为限）。",
    "sweep_out": "扫描目录（默认在运行目录下，同一命令会找回）。",
    "query": "用 SQL 查询一个目录里的全部运行与扫描；表名为 runs。",
    "sql": "SQL 语句，或 WHERE 之后的条件。",
    "query_columns": "列出各列及其类型。",
    "query_out": "把结果写成 CSV 或 Parquet。",
    "sweep_points": "共 {count} 个点，待求解 {left} 个",
    "sweep_progress": "点",
    "sweep_state": "完成 {done}，失败 {failed}，工作进程 {workers}",
    "sweep_done": "{total} 个点中求解了 {done} 个（{reused} 个取自以前的扫描），失败 {failed} 个，用时 {seconds:.0f} s",
    "sweep_stopped": "已停止：{total} 个点中完成 {done} 个；重新执行同一命令即可接着算",
    "sweep_failures": "没有结果的点",
    "sweep_errors": "典型周与整个时间范围的对比",
    "sweep_frame": "数据表：{path}",
    "sweep_compared": "比选页面与工作簿：{page}，{book}",
    "sweep_best": "较优的点",
    "point": "点",
    "reason": "原因",
    "weeks_value": "典型周",
    "full_value": "整个时间范围",
    "typical_weeks": "{weeks} 个典型周和 {days} 个极端日代表 {hours:,.0f} h",
    "sweep_ranked": "成本最低的方案",
    "step_coarse_water": "为典型周求全年水量",
}
# family of rows → (zh, en, unit)
ROWS: dict[str, tuple[str, str, str]] = {}
