using Kiket.Portal.Data;

namespace Kiket.Portal.Secrets;

/// <summary>
/// Whether the stored secrets can still be decrypted. A small encrypted text is stored beside the database, apart from the
/// keys. When it can't be decrypted, the keys are lost, and the tokens with them.
/// </summary>
public sealed partial class SecretsHealth(SecretBox box, DataDirectory data, ILogger<SecretsHealth> logger)
{
    private const string Purpose = "Canary";
    private const string Song = "kiket";

    /// <summary>False when the keys are lost: enter the stored tokens again, or restore the keys and restart the portal.</summary>
    public bool AreReadable { get; private set; } = true;

    /// <summary>A message for operators; null when everything works.</summary>
    public string? Problem => AreReadable
        ? null
        : "The keys that protect stored tokens are lost. Restore the keys folder from the backup and restart, or ask publishers to enter their tokens again.";

    private string File => Path.Combine(data.Private("secrets"), "canary");

    /// <summary>Checks again. Never throws, because a portal without tokens still serves everything public.</summary>
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

    /// <summary>Accepts the current keys from now on, once a token has been entered again.</summary>
    public void Begin()
    {
        System.IO.File.WriteAllText(File, box.Protect(Song, Purpose, Guid.Empty));
        AreReadable = true;
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "The keys that protect stored tokens are lost. Stored tokens must be entered again.")]
    private static partial void LogLost(ILogger logger);

    [LoggerMessage(Level = LogLevel.Error, Message = "The state of the keys could not be read.")]
    private static partial void LogProbeFailed(ILogger logger, Exception exception);
}

/// <summary>Checks once at startup.</summary>
internal sealed class ProbeSecrets(SecretsHealth health) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        health.Probe();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
