using Kiket.Portal.Analytics.Rules;

namespace Kiket.Portal.Tests.Analytics;

public sealed class HistogramTests
{
    private static readonly double[] Recorded = [4, 1234, 0, 7.8123456, 31.25, 12.345678, 250.5, 0.0421, 13, 88];

    [Fact]
    public void Ten_recorded_events_have_the_known_figures()
    {
        var totals = new CallTotals();
        foreach (var (milliseconds, place) in Recorded.Select((value, place) => (value, place)))
        {
            totals.Add(isError: place < 4, milliseconds);
        }

        Assert.Equal(1_640_950, totals.SumMicroseconds);
        Assert.Equal((40.00m, 164.1m), (totals.ErrorRate, totals.AverageMilliseconds));
        Assert.Equal(12.8839, totals.Latency.Percentile(50, 1234)!.Value, 4);
        Assert.Equal(1271.66, totals.Latency.Percentile(95, double.MaxValue)!.Value, 2);
        Assert.Equal((12.9m, 1234.0m), (totals.Percentile(50), totals.Percentile(95)));
    }

    [Fact]
    public void One_to_a_hundred()
    {
        var totals = Of(Enumerable.Range(1, 100).Select(value => (double)value));

        Assert.Equal(50.5m, totals.AverageMilliseconds);
        Assert.Equal(51.5357, totals.Latency.Percentile(50, 100)!.Value, 4);
        Assert.Equal(98.7015, totals.Latency.Percentile(95, 100)!.Value, 4);
        Assert.Equal(100, totals.Latency.Percentile(99, 100));
    }

    [Theory]
    [InlineData(95, 5, 10.3747)]
    [InlineData(94, 6, 2000)]
    public void One_call_more_decides_the_95th_percentile(int fast, int slow, double p95)
    {
        var totals = Of(Enumerable.Repeat(10.0, fast).Concat(Enumerable.Repeat(2000.0, slow)));

        Assert.Equal(p95, totals.Latency.Percentile(95, 2000)!.Value, 4);
        Assert.Equal(2000, totals.Latency.Percentile(99, 2000));
    }

    [Fact]
    public void Merging_adds()
    {
        var merged = Of(Enumerable.Repeat(10.0, 90));
        merged.Add(Of(Enumerable.Repeat(1000.0, 10)));

        Assert.Equal(10.3747, merged.Latency.Percentile(90, 1000)!.Value, 4);
        Assert.Equal(1000, merged.Latency.Percentile(95, 1000));
        Assert.Equal((100, 1_000_000), (merged.Count, merged.MaxMicroseconds));
    }

    [Fact]
    public void Faster_than_a_tenth_of_a_millisecond_is_zero_and_nothing_is_null()
    {
        var totals = Of([0, 0, 0, 13, 88]);
        Assert.Equal((0m, 88m), (totals.Percentile(50), totals.Percentile(95)));

        var none = new CallTotals();
        Assert.Equal((0, 0L, null, null), (none.Count, none.Errors, none.AverageMilliseconds, none.Percentile(95)));
        Assert.Equal(0, none.ErrorRate);
    }

    [Fact]
    public void What_is_written_is_read_back_and_is_small()
    {
        var random = new Random(7);
        var totals = Of(Enumerable.Range(0, 10_000).Select(_ => Math.Pow(10, (random.NextDouble() * 2.2) + 0.5)));
        var bytes = totals.Latency.Write();

        Assert.InRange(bytes.Length, 100, 300);
        var read = LatencyHistogram.Read(bytes);
        Assert.Equal((10_000, totals.Latency.Buckets), (read.Count, read.Buckets));
        Assert.Equal(bytes, read.Write());
        Assert.All(Enumerable.Range(1, 100), percent => Assert.Equal(totals.Latency.Percentile(percent, 1e9), read.Percentile(percent, 1e9)));
    }

    [Fact]
    public void Every_percentile_is_at_most_4_43_percent_too_high()
    {
        var random = new Random(11);
        double[] values = [.. Enumerable.Range(0, 5_000).Select(_ => 0.1 + (random.NextDouble() * random.NextDouble() * 3_600_000)).Order()];
        var totals = Of(values);

        Assert.All(Enumerable.Range(1, 100), percent =>
        {
            var exact = values[(int)Math.Ceiling(percent * values.Length / 100.0) - 1];
            Assert.InRange(totals.Latency.Percentile(percent, double.MaxValue)!.Value, exact * 0.999999, exact * 1.0443);
        });
    }

    [Theory]
    [InlineData(new byte[] { 1 })]
    [InlineData(new byte[] { 1, 0 })]
    [InlineData(new byte[] { 255, 255, 3, 1 })]
    [InlineData(new byte[] { 128 })]
    public void Broken_bytes_are_refused(byte[] bytes) => Assert.Throws<InvalidDataException>(() => LatencyHistogram.Read(bytes));

    [Fact]
    public void Longer_than_an_hour_counts_as_an_hour()
    {
        var totals = Of([7_200_000]);

        Assert.Equal((3_600_000_000, 3_600_000m), (totals.SumMicroseconds, totals.Percentile(50)));
    }

    private static CallTotals Of(IEnumerable<double> values)
    {
        var totals = new CallTotals();
        foreach (var value in values)
        {
            totals.Add(isError: false, value);
        }

        return totals;
    }
}
