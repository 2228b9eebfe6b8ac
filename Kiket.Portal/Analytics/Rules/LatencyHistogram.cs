namespace Kiket.Portal.Analytics.Rules;

/// <summary>
/// How long calls took, as OpenTelemetry's exponential histogram of base 2 and scale 4: sixteen buckets for each doubling, so a percentile is
/// at most 4.43 % above the truth. Two are added by adding their counts.
/// </summary>
/// <remarks>https://opentelemetry.io/docs/specs/otel/metrics/data-model/#exponentialhistogram</remarks>
public sealed class LatencyHistogram
{
    /// <summary>Faster calls are in the zero bucket.</summary>
    public const double LeastMilliseconds = 0.1;

    private const int PerDoubling = 16;

    /// <summary>One below the bucket of <see cref="LeastMilliseconds"/>, which is -54.</summary>
    private const int Zero = -55;

    /// <summary>Of an hour, which is the longest duration that counts.</summary>
    private const int Last = 348;

    private int[] _buckets = new int[4];
    private long[] _counts = new long[4];
    private int _size;

    /// <summary>How many calls are in it.</summary>
    public long Count { get; private set; }

    /// <summary>How many buckets have calls.</summary>
    public int Buckets => _size;

    /// <param name="milliseconds">Not negative.</param>
    public void Add(double milliseconds) => Add(BucketOf(milliseconds), 1);

    public void Add(LatencyHistogram other)
    {
        for (var place = 0; place < other._size; place++)
        {
            Add(other._buckets[place], other._counts[place]);
        }
    }

    /// <summary>
    /// The upper bound of the bucket with the call of rank ⌈<paramref name="percent"/> · n / 100⌉, and never more than the slowest call.
    /// </summary>
    /// <returns>Milliseconds; null when there are no calls.</returns>
    public double? Percentile(int percent, double slowest)
    {
        if (Count == 0)
        {
            return null;
        }

        var rank = (long)(((Int128)percent * Count + 99) / 100);
        var place = 0;
        for (var seen = _counts[0]; seen < rank; seen += _counts[place])
        {
            place++;
        }

        return _buckets[place] == Zero ? 0 : Math.Min(slowest, Math.Pow(2, (_buckets[place] + 1) / (double)PerDoubling));
    }

    /// <summary>Pairs of the distance from the bucket before and the count, each as a number of seven bits a byte.</summary>
    public byte[] Write()
    {
        Span<byte> pair = stackalloc byte[20];
        var bytes = new List<byte>(_size * 3);
        var before = Zero;
        for (var place = 0; place < _size; place++)
        {
            var length = Write((ulong)(_buckets[place] - before), pair);
            length += Write((ulong)_counts[place], pair[length..]);
            bytes.AddRange(pair[..length]);
            before = _buckets[place];
        }

        return [.. bytes];
    }

    /// <exception cref="InvalidDataException">The bytes are not what <see cref="Write()"/> writes.</exception>
    public static LatencyHistogram Read(ReadOnlySpan<byte> bytes)
    {
        var read = new LatencyHistogram();
        long bucket = Zero;
        while (!bytes.IsEmpty)
        {
            var distance = Number(ref bytes);
            var count = Number(ref bytes);
            bucket += distance;
            if (bucket > Last || count <= 0)
            {
                throw new InvalidDataException("A stored histogram has a bucket that doesn't exist.");
            }

            read.Add((int)bucket, count);
        }

        return read;
    }

    private static int BucketOf(double milliseconds) =>
        milliseconds < LeastMilliseconds ? Zero : Math.Min(Last, (int)Math.Ceiling(Math.Log2(milliseconds) * PerDoubling) - 1);

    private void Add(int bucket, long count)
    {
        Count += count;
        var place = Array.BinarySearch(_buckets, 0, _size, bucket);
        if (place >= 0)
        {
            _counts[place] += count;
            return;
        }

        place = ~place;
        if (_size == _buckets.Length)
        {
            Array.Resize(ref _buckets, _size * 2);
            Array.Resize(ref _counts, _size * 2);
        }

        Array.Copy(_buckets, place, _buckets, place + 1, _size - place);
        Array.Copy(_counts, place, _counts, place + 1, _size - place);
        (_buckets[place], _counts[place]) = (bucket, count);
        _size++;
    }

    private static int Write(ulong value, Span<byte> to)
    {
        var length = 0;
        for (; value >= 0x80; value >>= 7)
        {
            to[length++] = (byte)(value | 0x80);
        }

        to[length++] = (byte)value;
        return length;
    }

    private static long Number(ref ReadOnlySpan<byte> bytes)
    {
        var value = 0L;
        for (var shift = 0; shift < 63 && !bytes.IsEmpty; shift += 7)
        {
            var next = bytes[0];
            bytes = bytes[1..];
            value |= (long)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new InvalidDataException("A stored histogram ends in the middle of a number.");
    }
}
