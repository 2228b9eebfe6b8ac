using System.Diagnostics;
using System.Globalization;
using Kiket.Portal.Accounts;
using Kiket.Portal.Checks;
using Kiket.Portal.Checks.Running;
using Kiket.Portal.Data;
using Kiket.Portal.Demo;
using Kiket.Portal.Extensions;
using Kiket.Portal.Organizations;
using Kiket.Portal.Snapshots;
using Kiket.Portal.Tests.TestKit;
using Markdig;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using YamlDotNet.Serialization;

namespace Kiket.Portal.Tests.Benchmarks;

/// <summary>
/// What checking costs: one commit of a sample from the local GitHub, beside parsing and rendering the same files with
/// nothing around it; and what visitors feel while two hundred commits are checked behind them.
/// </summary>
internal static class CheckBenchmark
{
    private const int Commits = 200;
    private const int Single = 15;
    private const long AlertsId = 710001;

    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(3);

    public static async Task RunAsync()
    {
        await using var portal = await PortalServer.StartAsync();
        var alerts = await Alerts.OpenAsync(portal);
        await OneCommitAsync(alerts);
        Console.WriteLine();
        await ManyCommitsAsync(portal, alerts);
    }

    private static async Task OneCommitAsync(Alerts alerts)
    {
        List<double> reading = [], checking = [], bare = [];
        for (var n = -3; n < Single; n++)
        {
            alerts.Push();
            CommitSnapshot? snapshot = null;
            var read = await TimeAsync(async () => snapshot = await alerts.ReadAsync());
            var checkedIn = await TimeAsync(() => alerts.FinishAsync(snapshot!));
            var parsed = await TimeAsync(() =>
            {
                alerts.ParseAndRender();
                return Task.CompletedTask;
            });
            if (n >= 0)
            {
                reading.Add(read);
                checking.Add(checkedIn);
                bare.Add(parsed);
            }
        }

        var (mine, theirs) = (new Figures(checking), new Figures(bare));
        Table.Head("One commit", "Read from GitHub and rendered, ms", "Checked, ms", "Bare parse and render, ms", "Checked, times bare");
        Table.Row(
            "acme/alerts",
            new Figures(reading).ToString(),
            mine.ToString(),
            theirs.ToString(),
            (mine.Median / theirs.Median).ToString("0.0", CultureInfo.InvariantCulture));
    }

    private static async Task<double> TimeAsync(Func<Task> work)
    {
        var began = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    private static async Task ManyCommitsAsync(PortalServer portal, Alerts alerts)
    {
        var snapshots = new List<CommitSnapshot>();
        for (var n = 0; n < Commits; n++)
        {
            alerts.Push();
            snapshots.Add(await alerts.ReadAsync());
        }

        Task<double> BrowseAsync() => HttpLoad.RateAsync(portal.Address, _ => new("/marketplace"), Turn);
        await BrowseAsync();
        List<double> quiet = [await BrowseAsync(), await BrowseAsync(), await BrowseAsync()], busy = [];
        var began = Stopwatch.GetTimestamp();
        foreach (var snapshot in snapshots)
        {
            await alerts.QueueAsync(snapshot);
        }

        while (await alerts.UnfinishedAsync() > 0)
        {
            busy.Add(await BrowseAsync());
        }

        var took = Stopwatch.GetElapsedTime(began).TotalSeconds;
        Table.Head("Browsing", "Requests/s");
        Table.Row("nothing to check", new Figures(quiet).ToString());
        Table.Row($"while {Commits} commits are checked", new Figures(busy).ToString());
        Console.WriteLine();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"All {Commits} were checked after {took:0} s, with visitors asking for pages as fast as they were answered."));
    }

    /// <summary>The sample that is pushed to, and the services that read and check it.</summary>
    private sealed class Alerts
    {
        private readonly IServiceProvider _services;
        private readonly ConnectedRepository _connected;
        private readonly string _manifest;
        private readonly List<string> _documents;
        private readonly MarkdownPipeline _pipeline = new MarkdownPipelineBuilder().UsePipeTables().UseTaskLists().UseAutoLinks().UseFootnotes().Build();
        private readonly IDeserializer _yaml = new DeserializerBuilder().Build();

        private Alerts(IServiceProvider services, ConnectedRepository connected)
        {
            (_services, _connected) = (services, connected);
            var folder = Path.Combine(AppContext.BaseDirectory, "Demo", "Repositories", "acme", "alerts");
            var files = Directory.GetFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None });
            _manifest = File.ReadAllText(files.First(file => file.EndsWith("manifest.yaml", StringComparison.Ordinal)));
            // The newest version of each document.
            _documents = [.. files
                .Where(file => file.EndsWith(".md", StringComparison.Ordinal))
                .OrderDescending(StringComparer.Ordinal)
                .DistinctBy(Path.GetFileName)
                .Select(File.ReadAllText)];
        }

        public static async Task<Alerts> OpenAsync(PortalServer portal)
        {
            await using var db = await portal.Services.GetRequiredService<IDbContextFactory<PortalDb>>().CreateDbContextAsync();
            var organization = await db.Set<Organization>().SingleAsync(organization => organization.Slug == "acme");
            var owner = await db.Set<Membership>().FirstAsync(member => member.OrganizationId == organization.Id && member.Role == OrganizationRole.Owner);
            var connect = portal.Services.GetRequiredService<ConnectRepository>();
            var connected = await connect.RunAsync(
                new ConnectRepositoryRequest(organization.Id, "https://github.com/acme/alerts", null, new Actor(owner.UserId, "Pia Lindqvist")),
                default);
            return new Alerts(portal.Services, connected.Value);
        }

        public void Push() => Assert.True(_services.GetRequiredService<PushSample>().Run(AlertsId, newVersion: false).Succeeded);

        public async Task<CommitSnapshot> ReadAsync() =>
            (await _services.GetRequiredService<ReadCommit>().RunAsync(
                new ReadCommitRequest(_connected.Repository.Id, _connected.Info, null, _connected.Token, Refresh: true),
                null,
                default)).Value;

        public Task FinishAsync(CommitSnapshot snapshot) =>
            _services.GetRequiredService<RunChecks>().FinishAsync(_connected.Repository.Id, snapshot, null, default);

        public Task QueueAsync(CommitSnapshot snapshot) =>
            _services.GetRequiredService<RunChecks>().QueueAsync(_connected.Repository.Id, snapshot, null, default);

        public async Task<int> UnfinishedAsync()
        {
            await using var db = await _services.GetRequiredService<IDbContextFactory<PortalDb>>().CreateDbContextAsync();
            return await db.Set<CheckReport>().CountAsync(
                report => report.Runs.Any(run => run.Kind != CheckKind.Sanity && run.State != CheckRunState.Finished));
        }

        public void ParseAndRender()
        {
            _yaml.Deserialize<object>(_manifest);
            foreach (var document in _documents)
            {
                Markdown.ToHtml(document, _pipeline);
            }
        }
    }
}
