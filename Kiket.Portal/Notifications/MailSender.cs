namespace Kiket.Portal.Notifications;

/// <summary>Runs the mail queues while the portal runs. Does nothing while mail is off.</summary>
internal sealed partial class MailSender(
    SendWaitingMail waiting,
    SendDigests digests,
    SecretMail secret,
    IMailTransport transport,
    TimeProvider clock,
    ILogger<MailSender> logger)
    : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        secret.IsConfigured ? Task.WhenAll(SendStoredAsync(stoppingToken), SendSecretAsync(stoppingToken)) : Task.CompletedTask;

    private async Task SendStoredAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await waiting.RunAsync(stoppingToken) + await digests.RunAsync(stoppingToken) == 0)
                {
                    await Task.Delay(Pause, clock, stoppingToken);
                }
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                Broken(logger, exception);
                await Task.Delay(Pause, clock, stoppingToken);
            }
        }
    }

    private async Task SendSecretAsync(CancellationToken stoppingToken)
    {
        await foreach (var mail in secret.Waiting.ReadAllAsync(stoppingToken))
        {
            try
            {
                await transport.SendAsync(mail, stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                Lost(logger, mail.Subject, exception.Message);
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "Processing stored mail failed. It is tried again.")]
    private static partial void Broken(ILogger logger, Exception exception);

    [LoggerMessage(LogLevel.Warning, "Mail \"{Subject}\" was not sent: {Reason}. Its receiver can request it again.")]
    private static partial void Lost(ILogger logger, string subject, string reason);
}
