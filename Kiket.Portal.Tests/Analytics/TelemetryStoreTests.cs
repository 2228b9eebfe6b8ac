using Kiket.Portal.Analytics.Ingestion;
using Kiket.Portal.Analytics.Rules;
using Kiket.Portal.Analytics.Store;
using Kiket.Portal.Data;
using Kiket.Portal.Tests.TestKit;

namespace Kiket.Portal.Tests.Analytics;

/// <summary>Whatever is stored again, killed in between or merged: totals never change.</summary>
public abstract class TelemetryStoreTests : IAsyncLifetime
{
    private TelemetryBench? _bench;

    protected abstract DatabaseProvider Provider { get; }

    private TelemetryBench Bench => _bench!;

    private DateTimeOffset Now => Bench.Clock.GetUtcNow();

    public async Task InitializeAsync() => _bench = await TelemetryBench.CreateAsync(Provider);

    public Task DisposeAsync() => Bench.DisposeAsync().AsTask();

    [Fact]
    public async Task Two_writers_add_up_and_a_repeated_flush_changes_nothing()
    {
        var (seven, eight) = (new AggregateTelemetry(new NothingKnown()), new AggregateTelemetry(new NothingKnown()));
        await seven.AddAsync(Sent.Publisher, Sent.Ok(), Now, times: 120);
        await eight.AddAsync(Sent.Publisher, Sent.Ok(), Now, times: 30);
        var batch = seven.Changed();
        await Bench.Writing.RunAsync(7, batch, CancellationToken.None);
        await Bench.Writing.RunAsync(7, batch, CancellationToken.None);
        await Bench.FlushAsync(7, seven);
        await Bench.FlushAsync(8, eight);
        Assert.Equal(150, await Bench.CallsAsync());
        await Bench.Writing.RunAsync(8, eight.Changed(), CancellationToken.None);
        Assert.Equal(150, await Bench.CallsAsync());

        await seven.AddAsync(Sent.Publisher, Sent.Ok(), Now);
        await Bench.FlushAsync(7, seven);
        Assert.Equal(151, await Bench.CallsAsync());
    }

    [Fact]
    public async Task Closed_slots_are_merged_once_and_take_nothing_more()
    {
        var (seven, eight) = (new AggregateTelemetry(new NothingKnown()), new AggregateTelemetry(new NothingKnown()));
        await seven.AddAsync(Sent.Publisher, Sent.Ok(10), Now, times: 90);
        await eight.AddAsync(Sent.Publisher, Sent.Ok(1000), Now, times: 10);
        await eight.AddAsync(Sent.Hosted(Guid.NewGuid()), Sent.Failed(), Now, times: 4);
        var (ofSeven, ofEight) = (seven.Changed(), eight.Changed());
        await Bench.FlushAsync(7, seven);
        await Bench.FlushAsync(8, eight);

        Bench.Clock.Advance(TimeSpan.FromMinutes(19));
        await Bench.MergeAsync();
        Assert.Equal(3, await Bench.CountAsync("SELECT count(*) FROM telemetry_slots WHERE writer <> 0"));
        Bench.Clock.Advance(TimeSpan.FromMinutes(1));
        await Bench.MergeAsync();
        await Bench.MergeAsync();

        Assert.Equal((104, 0), (await Bench.CallsAsync(), await Bench.CountAsync("SELECT count(*) FROM telemetry_slots WHERE writer <> 0")));
        var merged = await Bench.ReadAsync(
            "SELECT latency FROM telemetry_slots WHERE source = 2", row => LatencyHistogram.Read(row.GetFieldValue<byte[]>(0)));
        Assert.Equal(10.3747, Assert.Single(merged).Percentile(90, 1000)!.Value, 4);
        Assert.Equal(1000, merged[0].Percentile(95, 1000));

        // A process that was asleep stores its totals again: they are in the merged ones already.
        await Bench.Writing.RunAsync(7, ofSeven, CancellationToken.None);
        await Bench.Writing.RunAsync(8, ofEight, CancellationToken.None);
        await Bench.MergeAsync();
        Assert.Equal(104, await Bench.CallsAsync());
    }

    [Fact]
    public async Task What_comes_after_the_merge_is_reported_as_lost()
    {
        var totals = new AggregateTelemetry(new NothingKnown());
        await totals.AddAsync(Sent.Publisher, Sent.Ok(), Now, times: 3);
        await Bench.FlushAsync(7, totals);
        await totals.AddAsync(Sent.Publisher, Sent.Ok(), Now, times: 2);
        Bench.Clock.Advance(TimeSpan.FromMinutes(25));
        await Bench.MergeAsync();

        Assert.Equal(2, await Bench.FlushAsync(7, totals));
        Assert.Equal((3, 0), (await Bench.CallsAsync(), totals.Count));
    }

    [Fact]
    public async Task A_kill_between_two_flushes_loses_only_what_was_never_stored()
    {
        var killed = new AggregateTelemetry(new NothingKnown());
        await killed.AddAsync(Sent.Publisher, Sent.Ok(), Now, times: 50);
        await Bench.FlushAsync(7, killed);
        await killed.AddAsync(Sent.Publisher, Sent.Ok(), Now, times: 9);

        var next = new AggregateTelemetry(new NothingKnown());
        await next.AddAsync(Sent.Publisher, Sent.Ok(), Now, times: 5);
        await Bench.FlushAsync(8, next);
        Assert.Equal(55, await Bench.CallsAsync());

        Bench.Clock.Advance(TimeSpan.FromHours(1));
        await Bench.MergeAsync();
        Assert.Equal(55, await Bench.CallsAsync());
    }

    [Fact]
    public async Task A_merge_that_is_canceled_in_between_goes_on_where_it_stopped()
    {
        var totals = new AggregateTelemetry(new NothingKnown());
        for (var slot = 0; slot < 8; slot++)
        {
            await totals.AddAsync(Sent.Publisher, Sent.Ok(), Now, times: 10);
            await Bench.FlushAsync(7, totals);
            Bench.Clock.Advance(TimeSpan.FromMinutes(15));
        }

        for (var wait = 0; wait < 12; wait++)
        {
            using var killed = new CancellationTokenSource(TimeSpan.FromMilliseconds(wait));
            try
            {
                await new MergeTelemetry(Bench.Store, Bench.Clock).RunAsync(killed.Token);
            }
            catch (OperationCanceledException)
            {
                // On purpose.
            }

            Assert.Equal(80, await Bench.CallsAsync());
        }

        Bench.Clock.Advance(TimeSpan.FromMinutes(15));
        await Bench.MergeAsync();
        Assert.Equal((80, 0), (await Bench.CallsAsync(), await Bench.CountAsync("SELECT count(*) FROM telemetry_slots WHERE writer <> 0")));
    }

    [Fact]
    public async Task Days_are_summed_up_when_they_are_over_and_old_slots_go()
    {
        var totals = new AggregateTelemetry(new NothingKnown());
        await totals.AddAsync(Sent.Publisher, Sent.Ok(), Now, times: 7);
        await totals.AddAsync(Sent.Hosted(Guid.NewGuid()), Sent.Failed(), Now, times: 2);
        await totals.AddAsync(Sent.Hosted(Guid.NewGuid()), Sent.Ok(), Now, times: 1);
        await Bench.FlushAsync(7, totals);
        Bench.Clock.Advance(TimeSpan.FromHours(12));
        await Bench.MergeAsync();
        Assert.Equal(0, await Bench.CountAsync("SELECT count(*) FROM telemetry_days"));

        Bench.Clock.Advance(TimeSpan.FromHours(12));
        await Bench.MergeAsync();
        await Bench.MergeAsync();
        // Two installations are one row of a day.
        Assert.Equal(
            [(2L, 7L, 0L), (1L, 1L, 2L)],
            await Bench.ReadAsync(
                "SELECT source, ok, errors FROM telemetry_days ORDER BY source DESC", row => (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2))));
        Assert.Equal(2, await Bench.CountAsync("SELECT count(*) FROM telemetry_samples"));

        Bench.Clock.Advance(TimeSpan.FromDays(15));
        await Bench.MergeAsync();
        Assert.Equal((10, 0), (await Bench.CallsAsync(), await Bench.CountAsync("SELECT count(*) FROM telemetry_samples")));
        Bench.Clock.Advance(TimeSpan.FromDays(21));
        await Bench.MergeAsync();
        Assert.Equal((0, 10), (await Bench.CallsAsync(), await Bench.CountAsync("SELECT sum(ok + errors) FROM telemetry_days")));
    }

    [Fact]
    public async Task Errors_are_grouped_and_sampled()
    {
        var totals = new AggregateTelemetry(new NothingKnown());
        var installation = Guid.NewGuid();
        await totals.AddAsync(Sent.Publisher, Sent.Failed("boom for ada@example.test"), Now, times: 30);
        await totals.AddAsync(Sent.Hosted(installation, withTexts: false), Sent.Failed("secret text"), Now, times: 3);
        await totals.AddAsync(Sent.Unverified, Sent.Failed("made up"), Now, times: 5);
        await Bench.FlushAsync(7, totals);
        await Bench.FlushAsync(7, totals);
        await totals.AddAsync(Sent.Publisher, Sent.Failed("boom for grace@example.test", version: "1.1.0"), Now.AddSeconds(5));
        await Bench.FlushAsync(7, totals);

        Assert.Equal(34, await Bench.CountAsync("SELECT sum(errors) FROM error_days"));
        Assert.Equal(31, await Bench.CountAsync("SELECT sum(errors) FROM error_days WHERE fingerprint = '54d64411da337d69'"));
        Assert.Equal(23, await Bench.CountAsync("SELECT count(*) FROM telemetry_samples"));
        Assert.Equal(
            [("", "1.1.0", "1.1.0"), ("boom for <email>", "1.0.0", "1.1.0")],
            await Bench.ReadAsync(
                "SELECT message, first_release, last_release FROM error_groups ORDER BY message",
                row => (row.GetString(0), row.GetString(1), row.GetString(2))));

        // Another process samples no more of the same day.
        var next = new AggregateTelemetry(new NothingKnown());
        await next.AddAsync(Sent.Publisher, Sent.Failed("boom for ada@example.test"), Now, times: 30);
        await Bench.FlushAsync(8, next);
        Assert.Equal(23, await Bench.CountAsync("SELECT count(*) FROM telemetry_samples"));
        Assert.Equal(61, await Bench.CountAsync("SELECT sum(errors) FROM error_days WHERE fingerprint = '54d64411da337d69'"));
    }

    [Fact]
    public async Task Made_up_names_do_not_fill_the_store()
    {
        var totals = new AggregateTelemetry(new NothingKnown());
        for (var number = 0; number < 700; number++)
        {
            await totals.AddAsync(Sent.Publisher, Sent.Ok(name: $"event{number}", version: $"9.0.{number}"), Now);
            await totals.AddAsync(Sent.Publisher, Sent.Failed(errorClass: "E" + (char)('A' + (number % 26)) + new string('x', number / 26)), Now);
        }

        await Bench.FlushAsync(7, totals);
        Assert.Equal(21, await Bench.CountAsync("SELECT count(DISTINCT event) FROM telemetry_slots"));
        Assert.Equal(2, await Bench.CountAsync("SELECT count(DISTINCT release) FROM telemetry_slots"));
        Assert.Equal(501, await Bench.CountAsync("SELECT count(*) FROM error_groups"));
        Assert.Equal(200, await Bench.CountAsync("SELECT sum(errors) FROM error_days WHERE fingerprint = '(other)'"));
        Assert.Equal(1_400, await Bench.CallsAsync());
    }
}

public sealed class TelemetryStoreTestsOnSqlite : TelemetryStoreTests
{
    protected override DatabaseProvider Provider => DatabaseProvider.Sqlite;
}

[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class TelemetryStoreTestsOnPostgreSql : TelemetryStoreTests
{
    protected override DatabaseProvider Provider => DatabaseProvider.PostgreSql;
}
