using Kiket.Portal.Accounts;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Notifications;

/// <summary>Processes the requests for account mails, one after another.</summary>
internal sealed partial class SendAccountMail(
    AccountMails requests, SecretMail mail, IServiceScopeFactory scopes, IOptions<AccountsOptions> accounts, ILogger<SendAccountMail> logger)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (accounts.Value.ConfirmedEmail == true && !requests.IsConfigured)
        {
            NobodyCanConfirm(logger);
        }

        await foreach (var request in requests.Waiting.ReadAllAsync(stoppingToken))
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                if (await scope.ServiceProvider.GetRequiredService<WriteAccountMail>().RunAsync(request, stoppingToken) is { } written)
                {
                    mail.TryQueue(written);
                }
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                Lost(logger, request.Kind, exception);
            }
        }
    }

    [LoggerMessage(
        LogLevel.Warning,
        "No one can confirm an address, so no one can create or join an organization. Set Smtp:* so that the portal sends mail, or set "
        + "Accounts:ConfirmedEmail to false.")]
    private static partial void NobodyCanConfirm(ILogger logger);

    [LoggerMessage(LogLevel.Error, "A mail ({Kind}) was not sent. Its receiver can request it again.")]
    private static partial void Lost(ILogger logger, AccountMailKind kind, Exception exception);
}
