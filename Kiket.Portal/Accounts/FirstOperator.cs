using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Accounts;

/// <summary>
/// Only operators give roles, and a new portal has none. So the person with the address in <c>Accounts:FirstOperator</c>
/// becomes operator and reviewer, as long as nobody is an operator.
/// </summary>
/// <remarks>
/// Only a confirmed address counts. Where nothing confirms addresses, anyone could register this one first and own the portal;
/// there, <see cref="AddOperator"/> is the only way. Development is no risk, so registering is enough there, unless
/// <c>Accounts:ConfirmedEmail</c> is on.
/// </remarks>
public sealed partial class FirstOperator(
    UnitOfWork unit, IOptions<AccountsOptions> options, ConfirmedPeople confirmed, IHostEnvironment host, ILogger<FirstOperator> logger)
{
    private readonly string _address = options.Value.FirstOperator.Trim();

    /// <summary>Whether it makes sense to look in the database when this person signs in. False for nearly everyone.</summary>
    public bool MayBe(PortalUser user) =>
        _address.Length > 0
        && string.Equals(user.Email, _address, StringComparison.OrdinalIgnoreCase)
        && !user.PlatformRoles.HasFlag(PlatformRoles.Operator)
        && IsTheirs(user);

    /// <summary>Gives the roles to the person with this address, if there is one and nobody is an operator.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (_address.Length == 0)
        {
            return;
        }

        // A lost race means that someone else has just changed this person; the next sign-in tries again.
        var given = await unit.RunAsync(work => GiveAsync(work, cancellationToken), cancellationToken);
        if (given.TryGet(out var isGiven, out _) && isGiven)
        {
            Given(logger);
        }
    }

    private async Task<Result<bool>> GiveAsync(Work work, CancellationToken cancellationToken)
    {
        if (await OperatorRoles.ExistAsync(work.Db, cancellationToken)
            || await OperatorRoles.FindAsync(work.Db, _address, cancellationToken) is not { LockedAt: null } user
            || !IsTheirs(user))
        {
            return false;
        }

        OperatorRoles.Give(work, user, "Accounts:FirstOperator");
        return true;
    }

    private bool IsTheirs(PortalUser user) => user.EmailConfirmed || (host.IsDevelopment() && !confirmed.IsRequired);

    [LoggerMessage(LogLevel.Information, "The person with the address in Accounts:FirstOperator is now operator and reviewer. You can remove the setting.")]
    private static partial void Given(ILogger logger);
}

/// <summary>
/// Also looks once at startup: the address may have been confirmed before somebody entered the setting. Says in the log when
/// there is no operator, because then no submission can be approved.
/// </summary>
internal sealed partial class FirstOperatorAtStart(
    FirstOperator first, IDbContextFactory<PortalDb> databases, ILogger<FirstOperatorAtStart> logger) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await first.RunAsync(cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (!await OperatorRoles.ExistAsync(db, cancellationToken))
        {
            Missing(logger);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(
        LogLevel.Information,
        "There is no operator yet, so nothing can be reviewed. Set Accounts:FirstOperator to your e-mail address and sign in with it, or "
        + "run \"Kiket.Portal operators add <e-mail>\".")]
    private static partial void Missing(ILogger logger);
}
