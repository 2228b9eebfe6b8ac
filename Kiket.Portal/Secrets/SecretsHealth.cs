using Kiket.Portal.Data;

namespace Kiket.Portal.Secrets;

/// <summary>
/// Whether secrets stored earlier still open. A small protected text lies beside the database, apart from the
/// keys: when it no longer opens, the keys were lost, and so were the tokens.
/// </summary>
public sealed partial class SecretsHealth(SecretBox box, DataDirectory data, ILogger<SecretsHealth> logger)
{
    private const string Purpose = "Canary";
    private const string Song = "kiket";

    /// <summary>False when the keys were lost: stored tokens must be entered again, or the keys put back and the portal restarted.</summary>
    public bool AreReadable { get; private set; } = true;

    /// <summary>For operators; null when all is well.</summary>
    public string? Problem => AreReadable
        ? null
        : "The keys that protect stored tokens were lost. Put the keys folder back from the backup and restart, or let publishers enter their tokens again.";

    private string File => Path.Combine(data.Private("secrets"), "canary");

    /// <summary>Looks again. Never throws: a portal without tokens still serves everything public.</summary>
    public void Probe()
    {
        try
        {
            if (!System.IO.File.Exists(File))
            {
                Begin();
                return;
            }

            AreReadable = box.TryReveal(System.IO.File.ReadAllText(File), Purpose, Guid.Empty, out var plain) && plain == Song;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or System.Security.Cryptography.CryptographicException)
        {
            AreReadable = false;
            LogProbeFailed(logger, exception);
        }

        if (!AreReadable)
        {
            LogLost(logger);
        }
    }

    /// <summary>Accepts the present keys as the ones that count from now on, once tokens were entered again.</summary>
    public void Begin()
    {
        System.IO.File.WriteAllText(File, box.Protect(Song, Purpose, Guid.Empty));
        AreReadable = true;
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "The keys that protect stored tokens were lost: stored tokens must be entered again")]
    private static partial void LogLost(ILogger logger);

    [LoggerMessage(Level = LogLevel.Error, Message = "The state of the keys could not be read")]
    private static partial void LogProbeFailed(ILogger logger, Exception exception);
}

/// <summary>Asks once at start.</summary>
internal sealed class ProbeSecrets(SecretsHealth health) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        health.Probe();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
