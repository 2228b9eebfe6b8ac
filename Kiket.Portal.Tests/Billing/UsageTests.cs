using Kiket.Portal.Billing.Amounts;
using Kiket.Portal.Billing.Metering;
using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Notifications;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Billing;

/// <summary>Usage is counted once, in its month, below the customer's cap.</summary>
public abstract class UsageTests : BillingTestBase
{
    [Fact]
    public async Task The_same_events_count_once_in_any_order_and_in_any_parts()
    {
        var number = await MeteredAsync();
        SentUsage[] events = [.. Enumerable.Range(1, 40).Select(id => Event(number, $"e{id}", 100))];

        await RecordAsync(events[..30]);
        var again = await RecordAsync([.. events.Reverse(), events[3]]);

        Assert.Equal(10, again.Results.Count(result => result.Status == UsageStatus.Accepted));
        Assert.Equal(31, again.Results.Count(result => result.Status == UsageStatus.Duplicate));
        Assert.Equal((4_000, 1_050), await BillAsync(number));
    }

    [Fact]
    public async Task Senders_at_once_lose_nothing()
    {
        var number = await MeteredAsync();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(sender => Task.Run(
            () => RecordAsync([.. Enumerable.Range(0, 50).Select(id => Event(number, $"e{((sender / 2) * 50) + id}", 10))]))));

        Assert.Equal(2_000, (await BillAsync(number)).Quantity);
    }

    [Fact]
    public async Task Events_that_come_one_by_one_share_commits_and_each_is_answered_for_itself()
    {
        var number = await MeteredAsync();
        Done(await CapAsync(number, 1_000));
        SentUsage[] events =
        [
            .. Enumerable.Range(1, 60).Select(id => Event(number, $"e{id}", 10)), Event(number, "e1", 10), Event(number, "none", 0), Event(99, "e2", 1),
        ];

        var replies = await Task.WhenAll(events.Select(one => Task.Run(() => RecordAsync(one))));

        Assert.All(replies.Zip(events), pair => Assert.Equal(pair.Second.EventId, Assert.Single(pair.First.Results).EventId));
        Assert.Equal(60, replies.Count(reply => reply.Results[0].Status == UsageStatus.Accepted));
        Assert.Single(replies, reply => reply.Results[0].Status == UsageStatus.Duplicate);
        Assert.Equal(["quantity_invalid", "installation_not_found"], replies[^2..].Select(reply => reply.Results[0].Code));
        Assert.Equal(600, (await BillAsync(number)).Quantity);
    }

    [Fact]
    public async Task The_same_id_with_other_content_is_refused()
    {
        var number = await MeteredAsync();
        await RecordAsync(Event(number, "a", 1));

        var reply = await RecordAsync(Event(number, "a", 2), Event(number, "b", 1), Event(number, "b", 3));

        Assert.Equal(
            [(UsageStatus.Refused, RecordUsage.EventConflict), (UsageStatus.Accepted, null), (UsageStatus.Refused, RecordUsage.EventConflict)],
            reply.Results.Select(result => (result.Status, result.Code)));
        Assert.Equal(2, (await BillAsync(number)).Quantity);
    }

    [Fact]
    public async Task Usage_counts_for_its_own_month_until_that_is_invoiced_and_then_for_the_next()
    {
        var number = await MeteredAsync();
        GoTo("2026-04-02T23:59:59Z");
        var inTime = await RecordAsync(Event(number, "in-time", 5, At("2026-03-31T23:59:59Z")));
        GoTo("2026-04-03T00:00:00Z");
        var late = await RecordAsync(Event(number, "late", 7, At("2026-03-31T23:59:59Z")));
        GoTo("2026-05-06T00:00:00Z");
        var old = await RecordAsync(Event(number, "old", 9, At("2026-03-31T23:59:59Z")), Event(number, "ahead", 9, At("2026-05-06T00:05:01Z")));

        Assert.Equal(UsageStatus.Accepted, Assert.Single(inTime.Results).Status);
        Assert.Equal(UsageStatus.Late, Assert.Single(late.Results).Status);
        Assert.Equal(["too_old", "in_the_future"], old.Results.Select(result => result.Code));
        var totals = await Scenario.QueryAsync(db => db.Set<UsageTotal>().AsNoTracking().OrderBy(total => total.Period).ToListAsync());
        Assert.Equal([(Day("2026-03-01"), 5L), (Day("2026-04-01"), 7L)], totals.Select(total => (total.Period, total.Quantity)));
        Assert.All(totals, total => Assert.Equal(Day("2026-03-31"), total.Day));
    }

    [Fact]
    public async Task Usage_from_before_and_after_an_installation_is_refused()
    {
        var number = await MeteredAsync();
        var installed = (await InstallationAsync(number)).InstalledAt!.Value;
        GoTo("2026-03-10T10:00:00Z");
        await UninstallAsync(number);
        var gone = (await InstallationAsync(number)).UninstalledAt!.Value;
        GoTo("2026-03-11T10:00:00Z");

        var reply = await RecordAsync(
            Event(number, "before", 1, installed.AddMinutes(-6)), Event(number, "first", 1, installed), Event(number, "last", 1, gone),
            Event(number, "after", 1, gone.AddMinutes(6)));

        Assert.Equal(["not_installed", null, null, "not_installed"], reply.Results.Select(result => result.Code));
    }

    [Fact]
    public async Task The_customers_cap_ends_what_is_charged_and_its_people_know()
    {
        var number = await MeteredAsync();
        Done(await CapAsync(number, 500));

        var half = await RecordAsync(Event(number, "a", 1_800));
        var full = await RecordAsync(Event(number, "b", 5_000));
        await RecordAsync(Event(number, "c", 5_000));

        Assert.Empty(half.Capped);
        Assert.Equal([number], full.Capped);
        Assert.Equal((11_800, 500), await BillAsync(number));
        var titles = await Scenario.QueryAsync(db => db.Set<Notification>()
            .Where(one => one.UserId == Scenario.Gus.UserId && one.Kind == NotificationKind.Billing).Select(one => one.Title).ToListAsync());
        Assert.Equal(["Acme Alerts reached your cap of $5", "Acme Alerts used 50% of your cap of $5"], titles.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_cap_is_raised_at_once_and_never_lowered_below_what_is_used()
    {
        var number = await MeteredAsync();
        Done(await CapAsync(number, 500));
        await RecordAsync(Event(number, "a", 2_000));

        var below = await CapAsync(number, 349);
        Done(await CapAsync(number, 350));
        await RecordAsync(Event(number, "b", 1_000));
        Done(await CapAsync(number, 600));

        Assert.Equal("cap_below_usage", below.Error?.Code);
        Assert.Equal((3_000, 600), await BillAsync(number));
        Assert.Equal("cap_invalid", (await CapAsync(number, -1)).Error?.Code);
        Assert.Equal("cap_invalid", (await CapAsync(number, UsageCap.MaxCents + 1)).Error?.Code);
    }

    [Fact]
    public async Task A_void_takes_an_event_back_once_until_its_month_is_invoiced()
    {
        var number = await MeteredAsync();
        await RecordAsync(Event(number, "a", 1_500), Event(number, "b", 500));

        Assert.True((await VoidAsync("a")).Succeeded);
        Assert.True((await VoidAsync("a")).Succeeded);
        Assert.Equal((500, 0), await BillAsync(number));
        Assert.Equal(UsageStatus.Duplicate, Assert.Single((await RecordAsync(Event(number, "a", 1_500))).Results).Status);

        GoTo("2026-04-03T00:00:00Z");
        Assert.Equal(VoidUsage.Invoiced, (await VoidAsync("b")).Error?.Code);
        Assert.Equal("event_not_found", (await VoidAsync("never-sent")).Error?.Code);
    }

    private async Task<long> MeteredAsync()
    {
        await ReleaseAsync("1.0.0", PerMessage());
        var number = await Bench.InstalledAsync();
        Scenario.Clock.Advance(TimeSpan.FromHours(1));
        return number;
    }

    private SentUsage Event(long number, string id, long quantity, DateTimeOffset? at = null) =>
        new(id, number, "messages", quantity, at ?? Scenario.Clock.GetUtcNow());

    private async Task<RecordedUsage> RecordAsync(params SentUsage[] events) =>
        Done(await Scenario.Get<RecordUsage>().RunAsync(await TargetAsync(), events, default));

    private async Task<Result<UsageEvent>> VoidAsync(string id) =>
        await Scenario.Get<VoidUsage>().RunAsync(await TargetAsync(), id, installation: null, default);

    private async Task<MeteredExtension> TargetAsync() => new(
        await Scenario.QueryAsync(db => db.Set<Extension>().Select(extension => extension.OrganizationId).FirstAsync()),
        Extension.Marketplace, Submissions.Scenario.Id, Scenario.Ada);

    private Task<Result<UsageBill>> CapAsync(long number, long? cents) =>
        Scenario.Get<SetUsageCap>().RunAsync(new SetUsageCapRequest(number, OrganizationId: null, cents, Scenario.Gus), default);

    private async Task<(long Quantity, long Cents)> BillAsync(long number)
    {
        var bill = Done(await Scenario.Get<UsageQueries>().FindAsync(
            number, organizationId: null, BillingMonth.Parse("2026-03"), Scenario.Gus, default));
        return (bill.Lines.Sum(line => line.Quantity), bill.Cents);
    }
}

public sealed class UsageTestsOnSqlite : UsageTests;

[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class UsageTestsOnPostgreSql : UsageTests
{
    protected override DatabaseProvider Provider => DatabaseProvider.PostgreSql;
}
