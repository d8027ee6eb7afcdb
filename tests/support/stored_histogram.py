"""Reads what slogate keeps of a histogram in run.db, by the format's description and not by slogate's code."""


def histogram_of(blob):
    """A histogram of run.db, {lowest value of the bucket in us: count}: pairs of varints, distance and count, until
    distance 0. 2,048 buckets of 1 us, then 1,024 for each doubling."""
    numbers, value, shift = [], 0, 0
    for byte in blob:
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            numbers.append(value)
            value, shift = 0, 0
    out, index = {}, -1
    for distance, count in zip(numbers[::2], numbers[1::2]):
        if distance == 0:
            break
        index += distance
        half, rest = index >> 10, index & 1023
        out[rest if half == 0 else (rest + 1024) << (half - 1)] = count
    return out
