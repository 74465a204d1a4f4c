"""What the checks of flat curves and held goals are called, in English and Chinese."""

from __future__ import annotations

PEAK_NAMES: dict[str, tuple[str, str]] = {
    "peak.residual": ("curve that is shaved", "调峰目标曲线"),
    "peak.window": ("peak and valley of every window", "各时段的峰与谷"),
    "peak.promise": ("every window keeps what it was held at", "各时段兑现调峰目标"),
    "stage.promise": ("goals reached are kept", "已达成的目标得到保持"),
    "stage.held": ("goals are held within their tolerance", "目标保持的容差"),
    "stage.final": ("what the goals came to", "各级目标的最终值"),
}
