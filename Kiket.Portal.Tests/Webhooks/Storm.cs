using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Threading.Channels;
using Kiket.Portal.Tests.TestKit;
using Kiket.Portal.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Webhooks;

/// <summary>
/// Deliveries as a bad day brings them: many at once, some of them twice, in no order, some signed by somebody else, while new
/// commits are pushed. A delivery without an answer is sent again, as “Redeliver” does.
/// </summary>
internal sealed class Storm
{
    private const double Repeated = 0.3;
    private const double BadlySigned = 0.01;
    private const int Senders = 16;

    private readonly StormBench _bench;
    private readonly Random _random = new(18);
    private readonly List<Action> _pushes = [];
    private readonly List<Planned> _deliveries = [];
    private readonly ConcurrentDictionary<Stormed, ConcurrentQueue<string>> _heads = new();
    private readonly ConcurrentBag<(bool IsValid, HttpStatusCode Status, TimeSpan Took)> _answers = [];

    /// <param name="deliveries">How many requests are sent in total.</param>
    /// <param name="heads">How often each repository is pushed to meanwhile. The first one's last push raises its version.</param>
    public Storm(StormBench bench, int deliveries, int heads)
    {
        _bench = bench;
        foreach (var repository in bench.Repositories)
        {
            _heads[repository] = new([bench.Head(repository)]);
            for (var push = 1; push <= heads; push++)
            {
                var (number, isRelease) = (push, push == heads && repository == bench.Repositories[0]);
                _pushes.Add(() => _heads[repository].Enqueue(bench.Push(repository, $"Push {number}.", isRelease ? "1.1.0" : "1.0.0")));
            }
        }

        var distinct = (int)(deliveries * (1 - Repeated - BadlySigned));
        var last = bench.Repositories.Count;
        for (var n = 0; n < distinct - last; n++)
        {
            _deliveries.Add(new Planned(Any(), $"storm-{n}", n));
        }

        _deliveries.AddRange(Enumerable.Range(0, (int)(deliveries * Repeated)).Select(_ => _deliveries[_random.Next(distinct - last)]).ToList());
        _deliveries.AddRange(Enumerable.Range(0, (int)(deliveries * BadlySigned)).Select(n => new Planned(Any(), $"forged-{n}", n, IsForged: true)));
        var shuffled = _deliveries.ToArray();
        _random.Shuffle(shuffled);
        // GitHub tells of every push, so of each repository's last one as well.
        _deliveries = [.. shuffled, .. bench.Repositories.Select(repository => new Planned(repository, $"last-{repository.Name}", heads))];

        Stormed Any() => bench.Repositories[_random.Next(bench.Repositories.Count)];
    }

    public int Pushes => _pushes.Count;

    public IReadOnlyCollection<string> Ids => _deliveries.Where(one => !one.IsForged).Select(one => one.Id).ToHashSet(StringComparer.Ordinal);

    public IReadOnlyCollection<(bool IsValid, HttpStatusCode Status, TimeSpan Took)> Answers => _answers;

    /// <summary>How many were answered, for those who kill in the middle.</summary>
    public int Answered => _answers.Count;

    public int Total => _deliveries.Count;

    /// <summary>Sends all of them, and pushes evenly meanwhile.</summary>
    /// <param name="perSecond">At most so many a second; 0 for as fast as they are answered.</param>
    public async Task SendAsync(int perSecond = 0)
    {
        var queue = Channel.CreateBounded<Planned>(Senders);
        var senders = Enumerable.Range(0, Senders).Select(_ => Task.Run(async () =>
        {
            using var client = new HttpClient { BaseAddress = _bench.Portal.Address };
            await foreach (var delivery in queue.Reader.ReadAllAsync())
            {
                await SendAsync(client, delivery);
            }
        })).ToList();
        var (watch, pushed) = (Stopwatch.StartNew(), 0);
        for (var n = 0; n < _deliveries.Count; n++)
        {
            // All pushes are made by the time of the last deliveries.
            var due = Math.Min(_pushes.Count, (long)_pushes.Count * n / Math.Max(1, _deliveries.Count - _bench.Repositories.Count));
            while (pushed < due)
            {
                _pushes[pushed++]();
            }

            if (perSecond > 0 && TimeSpan.FromSeconds((double)n / perSecond) - watch.Elapsed is { Ticks: > 0 } early)
            {
                await Task.Delay(early);
            }

            await queue.Writer.WriteAsync(_deliveries[n]);
        }

        queue.Writer.Complete();
        await Task.WhenAll(senders);
    }

    /// <summary>Waits until everything that was received is worked on.</summary>
    public Task SettledAsync() => Wait.UntilAsync(
        () => _bench.QueryAsync(async db =>
            await db.Set<WebhookDelivery>().CountAsync(one => one.State == WebhookDeliveryState.Waiting || one.State == WebhookDeliveryState.Working)
            + await db.Set<RepositorySync>().CountAsync(one => one.State != RepositorySyncState.Idle)),
        left => left == 0,
        TimeSpan.FromMinutes(3));

    private async Task SendAsync(HttpClient client, Planned delivery)
    {
        var heads = _heads[delivery.Repository].ToArray();
        var head = delivery.Number % heads.Length;
        var body = Pushed.Body(
            delivery.Repository.GitHubId,
            fullName: $"acme/{delivery.Repository.Name}",
            after: heads[head],
            before: head > 0 ? heads[head - 1] : Pushed.Head);
        var signature = Pushed.Sign(delivery.IsForged ? "forged" : delivery.Repository.Secret, body);
        while (true)
        {
            var started = Stopwatch.GetTimestamp();
            try
            {
                using var request = Pushed.Request(body, signature, delivery: delivery.Id);
                using var reply = await client.SendAsync(request);
                _answers.Add((!delivery.IsForged, reply.StatusCode, Stopwatch.GetElapsedTime(started)));
                return;
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException)
            {
                await Task.Delay(100);
            }
        }
    }

    /// <param name="Number">Chooses which of the commits so far it names.</param>
    private sealed record Planned(Stormed Repository, string Id, int Number, bool IsForged = false);
}
