using System.Diagnostics.Metrics;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Notifications;
using Kiket.Portal.Operations;
using Kiket.Portal.Reviews.Decisions;
using Kiket.Portal.Tests.Submissions;
using Kiket.Portal.Tests.TestKit;
using Kiket.Portal.Webhooks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Operations;

/// <summary>What a monitoring system sees of the portal's own work.</summary>
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class PortalMetricsTests : ScenarioTests
{
    [Fact]
    public async Task Waiting_work_is_counted_with_its_age()
    {
        var submission = await Scenario.InReviewAsync();
        Scenario.Done(await Scenario.DecideAsync(submission, Decision.Approve));
        Scenario.Clock.Advance(TimeSpan.FromMinutes(5));
        await Scenario.QueryAsync(db => db.Set<Notification>().Take(1).ExecuteUpdateAsync(set => set.SetProperty(one => one.Mail, MailState.Failed)));

        var figures = await ReadAsync();

        Assert.True(figures["kiket.events.waiting"] > 0);
        Assert.InRange(figures["kiket.events.oldest"], 300, 310);
        Assert.Equal(1, figures["kiket.mail.failed"]);
        Assert.Equal(0, figures["kiket.events.dead"]);

        await Scenario.HandleEventsAsync();
        Assert.Equal(0, (await ReadAsync())["kiket.events.waiting"]);
    }

    [Fact]
    public async Task Repositories_that_wait_to_be_read_are_counted_with_their_age()
    {
        foreach (var name in new[] { "alerts", "sirens", "pagers" })
        {
            await Scenario.ReadyAsync(id: $"dev.acme.{name}", fullName: $"acme/{name}");
        }

        var now = Scenario.Clock.GetUtcNow();
        await Scenario.QueryAsync(async db =>
        {
            var ids = await db.Set<ExtensionRepository>().Select(repository => repository.Id).ToListAsync();
            var syncs = ids.Select(id => RepositorySync.For(id, now.AddDays(1))).ToList();
            syncs[0].Request(SyncCause.Push, "", now);
            syncs[1].Die("GitHub has a problem (502).", now);
            db.AddRange(syncs);
            return await db.SaveChangesAsync();
        });
        Scenario.Clock.Advance(TimeSpan.FromMinutes(2));

        var figures = await ReadAsync();
        Assert.Equal((1, 120, 1), (figures["kiket.syncs.waiting"], figures["kiket.syncs.oldest"], figures["kiket.syncs.dead"]));
    }

    [Fact]
    public async Task Public_pages_are_counted_by_where_they_come_from()
    {
        await using var portal = await PortalServer.StartAsync();
        var counted = new List<string>();
        using var listener = Listen(portal.Services, (name, _, tags) => counted.Add($"{name} {tags}"));
        for (var visit = 0; visit < 3; visit++)
        {
            await portal.Client().GetStringAsync(new Uri("/marketplace/dev.acme.alerts", UriKind.Relative));
        }

        Assert.Equal(["kiket.pages.served miss", "kiket.pages.served hit", "kiket.pages.served hit"], counted);
    }

    private async Task<Dictionary<string, long>> ReadAsync()
    {
        var metrics = Scenario.Get<PortalMetrics>();
        await metrics.RunAsync(CancellationToken.None);
        var figures = new Dictionary<string, long>(StringComparer.Ordinal);
        using var listener = Listen(Scenario.Database.Services, (name, value, _) => figures[name] = value);
        listener.RecordObservableInstruments();
        return figures;
    }

    private static MeterListener Listen(IServiceProvider services, Action<string, long, string> record)
    {
        var listener = new MeterListener();
        var own = services.GetRequiredService<IMeterFactory>().CreatePortalMeter();
        listener.InstrumentPublished = (instrument, reading) =>
        {
            // Other tests have portals, and meters, of their own.
            if (ReferenceEquals(instrument.Meter, own))
            {
                reading.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
            record(instrument.Name, value, string.Join(' ', tags.ToArray().Select(tag => tag.Value))));
        listener.Start();
        return listener;
    }
}
