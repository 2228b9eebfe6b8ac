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
/// Tells the portal of every push to the local GitHub as GitHub would: over HTTP, to the public address, signed with the
/// repository's own secret. Repositories that no organization has connected have no webhook.
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

    private readonly Channel<PushedEventArgs> _pushed = Channel.CreateUnbounded<PushedEventArgs>();

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        repositories.Pushed += Remember;
        return base.StartAsync(cancellationToken);
    }

    public override Task StopAsync(CancellationToken cancellationToken)
    {
        repositories.Pushed -= Remember;
        return base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The portal's own address is known once it listens.
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var listening = lifetime.ApplicationStarted.Register(() => started.TrySetResult());
        await started.Task.WaitAsync(stoppingToken);
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });
        await foreach (var push in _pushed.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                await SendAsync(client, push, stoppingToken);
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException)
            {
                NotSent(logger, exception, push.Repository.FullName);
            }
        }
    }

    private void Remember(object? sender, PushedEventArgs push) => _pushed.Writer.TryWrite(push);

    private async Task SendAsync(HttpClient client, PushedEventArgs push, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var connected = await db.Set<ExtensionRepository>().AsNoTracking()
            .Where(repository => repository.GitHubId == push.Repository.Id)
            .ToListAsync(cancellationToken);
        foreach (var repository in connected)
        {
            if (webhooks.Reveal(repository) is { } secret)
            {
                await SendAsync(client, Body(push), secret, cancellationToken);
            }
        }
    }

    private async Task SendAsync(HttpClient client, byte[] body, string secret, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Address(), Path)) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("X-GitHub-Event", "push");
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

    [LoggerMessage(LogLevel.Warning, "The push to {Repository} could not be sent. “Sync now” finds it.")]
    private static partial void NotSent(ILogger logger, Exception exception, string repository);

    [LoggerMessage(LogLevel.Warning, "The portal answered {Status} to a push of the local GitHub.")]
    private static partial void Refused(ILogger logger, int status);
}
