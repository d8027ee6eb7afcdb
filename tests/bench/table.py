"""How the benchmark's rows are shown: a line each while it runs, and a Markdown table at its end."""

import re


def plain_head():
    return "CPU us a request  slogate   beside  ratio quartiles     target  met   beside what; what else; others, once"


def times_of(row):
    found = row.get("times_as_many_requests")
    return f"{found['median']:.2f} ({found['lower_quartile']:.2f} to {found['upper_quartile']:.2f})" if found else ""


def number(value, unit):
    text = f"{value:,.2f}" if value < 10 and value != int(value) else f"{value:,.0f}"
    return f"{text} {unit}".strip() if not unit.startswith("/") else text + unit


def claims_of(row):
    """What is claimed beside the ratio, in words: "memory 98 MB (at most 120 MB: met)"."""
    words = list(row.get("notes", []))
    for one in row["claims"]:
        if one["what"] in ("ratio", "upper quartile"):
            continue
        bound = "at least" if one["at_least"] else "at most"
        words.append(f"{one['what']} {number(one['value'], one['unit'])} "
                     f"({bound} {number(one['limit'], one['unit'])}: {'met' if one['met'] else 'not met'})")
    if row.get("lag_p50_us") is not None:
        words.append(f"dispatch lag p50 {number(row['lag_p50_us'], 'us')}")
    if times_of(row):
        words.append(f"{times_of(row)} times one worker's requests/s")
    if not any("memory" in text for text in words):
        words.append(f"memory {number(row['memory_mb'], 'MB')}")
    words.append(f"one client against itself {row['itself_lower_quartile']:.2f} to {row['itself_upper_quartile']:.2f}")
    return words


def met_of(row):
    return {True: "yes", False: "no", None: "-"}[row["met"]]


def target_of(row):
    return f"{row['target']:.2f}" if row["target"] else "-"


def plain_row(row):
    others = [f"{name} {value:.2f}" for name, value in row["others_us"].items()]
    return (f"{row['case']:<15} {row['slogate_us']:>9.2f} {row['other_us']:>8.2f} {row['ratio']:>6.2f} "
            f"{row['lower_quartile']:>6.2f} to {row['upper_quartile']:.2f} {target_of(row):>7}  "
            f"{met_of(row):<4}  {'; '.join([row['beside'], *claims_of(row), *others])}")


def markdown(result):
    where = result["machine"]
    lines = ["| case | slogate, µs | beside, µs | ratio (quartiles) | target | met | and |", "|---|---|---|---|---|---|---|"]
    for row in result["cases"]:
        others = [f"{name} {value:.1f} us" for name, value in row["others_us"].items()]
        more = re.sub(r"\bus\b", "µs", "; ".join(claims_of(row) + others))
        beside = f"{row['other_us']:.2f} {row['beside']}"
        lines.append(f"| {row['case']} | {row['slogate_us']:.2f} | {beside} | {row['ratio']:.2f} "
                     f"({row['lower_quartile']:.2f} to {row['upper_quartile']:.2f}) | {target_of(row)} | {met_of(row)} | {more} |")
    rounds = {(row["rounds"], row["seconds"]) for row in result["cases"]}
    pairs = ", ".join(f"{count} pairs of four runs of {seconds} s" for count, seconds in sorted(rounds))
    lines += ["", f"`{result['command']}`: {pairs}, on {where['cores']} cores of {where['processor']}, Linux {where['kernel']}."]
    return "\n".join(lines)
