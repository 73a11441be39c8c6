"""Korean for the reasons that the analysis gives. What matches nothing stays as it is: an exact reason in English beats
none."""

from __future__ import annotations

import re

_REASONS: tuple[tuple[str, str], ...] = (
    (r"no task yet", "아직 구현된 작업 없음"),
    (r"no interval", "구간 없음"),
    (r"no figure", "수치 없음"),
    (r"no usable (?:wall )?time", "쓸 수 있는 시간 측정값 없음"),
    (r"extrapolated, not measured", "실측이 아닌 외삽값"),
    (r"no size was measured", "측정된 크기 없음"),
    (r"not measured in this run", "이번 실행에서 측정하지 않음"),
    (r"throughput not measured", "처리량을 측정하지 않음"),
    (r"energy was not measured", "에너지를 측정하지 않음"),
    (r"size (\d+) was not measured", r"크기 \1은(는) 측정하지 않음"),
    (r"(\S+) against (\S+) was not measured", r"\2 대비 \1 측정값 없음"),
    (
        r"no size at which (\S+) takes about 1 s was measured \(it took (.+) s\)",
        r"\1이(가) 약 1초 걸리는 크기를 측정하지 않음 (측정값 \2초)",
    ),
    (r"all of (\S+) to (\S+) lies below (\S+)", r"구간 \1–\2 전체가 \3 미만"),
    (r"all of (\S+) to (\S+) lies above (\S+)", r"구간 \1–\2 전체가 \3 초과"),
    (r"(\S+) lies within (\S+) to (\S+)", r"목표 \1이(가) 구간 \2–\3 안에 있음"),
    (r"(\d+) processes give no interval: (\d+) are needed.*", r"프로세스 \1개로는 구간을 낼 수 없음 (\2개 필요)"),
    (
        r"noisy: (\S+)x by CPU time, (\S+)x by wall time, (\d+) % apart",
        r"잡음: CPU 시간 기준 \1배, 경과 시간 기준 \2배로 \3% 차이",
    ),
    (r"(\d+) of (\d+) pass(.*)", r"\2개 중 \1개 달성\3"),
    (r"(/sys/class/powercap) has no (.+) packages", r"\1에 \2 항목이 없음"),
    (
        r"the processor shows no performance counters \(common in virtual machines\)",
        "프로세서가 성능 카운터를 제공하지 않음(가상 머신에서 흔함)",
    ),
    (r"perf_event_paranoid is (\S+); 2 or less is needed", r"perf_event_paranoid 값이 \1임(2 이하 필요)"),
    (r"this system has no sched_setaffinity", "이 시스템에는 sched_setaffinity가 없음"),
    (r"(\S+) cannot be (?:read|written): (.+)", r"\1에 접근할 수 없음: \2"),
    (r"a peak of zero bytes cannot be compared", "최대 사용량이 0바이트여서 비교할 수 없음"),
    (r"(\d+) processes: too few to judge a control", r"프로세스 \1개: 대조군을 판정하기에 부족함"),
    (r"the estimate (\S+) is off by (\S+) %", r"추정값 \1이(가) 참값에서 \2% 벗어남"),
    (
        r"the 99\.9 % interval (\S+) to (\S+) excludes the true ratio (\S+)",
        r"99.9% 구간 \1–\2이(가) 참값 \3을(를) 포함하지 않음",
    ),
)
_WORDS = ((r"(\d+) fail", r"\1개 미달"), (r"(\d+) undecided", r"\1개 보류"), (r"(\d+) unmeasured", r"\1개 측정 안 됨"))


def translate(reason: str) -> str:
    for pattern, korean in _REASONS:
        if match := re.fullmatch(pattern, reason):
            text = match.expand(korean)
            for word, replacement in _WORDS:
                text = re.sub(word, replacement, text)
            return text
    return reason
