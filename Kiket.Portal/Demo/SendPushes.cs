using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Kiket.Portal.Data;
using Kiket.Portal.Demo.LocalGitHub;
using Kiket.Portal.Extensions;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Demo;

/// <summary>
/// Tells the portal of every push to the local GitHub as GitHub would: over HTTP, signed with the secret of the repository's
/// webhook. Connected repositories without one get pushes as if they had it. A webhook that the portal creates is pinged.
/// </summary>
internal sealed partial class SendPushes(
    DemoRepositories repositories,
    IDbContextFactory<PortalDb> databases,
    RepositoryWebhooks webhooks,
    IServer server,
    IHostApplicationLifetime lifetime,
    ILogger<SendPushes> logger) : BackgroundService
{
    private const string Path = "/api/v1/extensions/registry/webhook";

    private readonly Channel<EventArgs> _told = Channel.CreateUnbounded<EventArgs>();

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        repositories.Pushed += Remember;
        repositories.Pinged += Remember;
        return base.StartAsync(cancellationToken);
    }

    public override Task StopAsync(CancellationToken cancellationToken)
    {
        repositories.Pushed -= Remember;
        repositories.Pinged -= Remember;
        return base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The portal's own address is known once it listens.
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var listening = lifetime.ApplicationStarted.Register(() => started.TrySetResult());
        await started.Task.WaitAsync(stoppingToken);
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });
        await foreach (var told in _told.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                await (told is PingedEventArgs ping ? PingAsync(client, ping, stoppingToken) : SendAsync(client, (PushedEventArgs)told, stoppingToken));
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException)
            {
                NotSent(logger, exception, (told as PushedEventArgs)?.Repository.FullName ?? "the webhook");
            }
        }
    }

    private void Remember(object? sender, EventArgs told) => _told.Writer.TryWrite(told);

    private Task PingAsync(HttpClient client, PingedEventArgs ping, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["zen"] = "Keep it logically awesome.",
            ["hook_id"] = ping.Hook.Id,
            ["repository"] = new Dictionary<string, object?>(StringComparer.Ordinal) { ["id"] = ping.Repository.Id, ["full_name"] = ping.Repository.FullName },
        });
        return IsOurs(ping.Hook) ? SendAsync(client, "ping", body, ping.Hook.Secret ?? "", cancellationToken) : Task.CompletedTask;
    }

    private static bool IsOurs(DemoHook hook) => hook.Url.EndsWith(Path, StringComparison.Ordinal);

    private async Task SendAsync(HttpClient client, PushedEventArgs push, CancellationToken cancellationToken)
    {
        var hooks = push.Repository.Hooks.Values.Where(hook => IsOurs(hook) && hook.IsActive && hook.Events.Contains("push", StringComparer.Ordinal)).ToList();
        foreach (var hook in hooks)
        {
            await SendAsync(client, "push", Body(push), hook.Secret ?? "", cancellationToken);
        }

        if (hooks.Count > 0)
        {
            return;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var connected = await db.Set<ExtensionRepository>().AsNoTracking()
            .Where(repository => repository.GitHubId == push.Repository.Id)
            .ToListAsync(cancellationToken);
        foreach (var repository in connected)
        {
            if (webhooks.Reveal(repository) is { } secret)
            {
                await SendAsync(client, "push", Body(push), secret, cancellationToken);
            }
        }
    }

    private async Task SendAsync(HttpClient client, string @event, byte[] body, string secret, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Address(), Path)) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("X-GitHub-Event", @event);
        request.Headers.Add("X-GitHub-Delivery", Guid.NewGuid().ToString());
        request.Headers.Add("X-Hub-Signature-256", "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body)));
        using var reply = await client.SendAsync(request, cancellationToken);
        if (!reply.IsSuccessStatusCode)
        {
            Refused(logger, (int)reply.StatusCode);
        }
    }

    private static byte[] Body(PushedEventArgs push) => JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object?>(StringComparer.Ordinal)
    {
        ["ref"] = push.Reference,
        ["before"] = push.Before,
        ["after"] = push.After,
        ["repository"] = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["id"] = push.Repository.Id,
            ["name"] = push.Repository.Name,
            ["full_name"] = push.Repository.FullName,
            ["private"] = push.Repository.IsPrivate,
            ["default_branch"] = push.Repository.DefaultBranch,
        },
        ["sender"] = new Dictionary<string, object?>(StringComparer.Ordinal) { ["login"] = push.Repository.Owner },
        ["deleted"] = push.After == PushedEventArgs.Nothing,
        ["forced"] = push.Forced,
    });

    /// <summary>Where the portal listens. One that listens on every address is reached on this machine.</summary>
    private Uri Address()
    {
        var first = server.Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new Uri(first.Replace("//*", "//127.0.0.1", StringComparison.Ordinal)
            .Replace("//+", "//127.0.0.1", StringComparison.Ordinal)
            .Replace("//0.0.0.0", "//127.0.0.1", StringComparison.Ordinal)
            .Replace("//[::]", "//127.0.0.1", StringComparison.Ordinal));
    }

    [LoggerMessage(LogLevel.Warning, "The delivery of {Repository} could not be sent. “Sync now” finds it.")]
    private static partial void NotSent(ILogger logger, Exception exception, string repository);

    [LoggerMessage(LogLevel.Warning, "The portal answered {Status} to a push of the local GitHub.")]
    private static partial void Refused(ILogger logger, int status);
}
