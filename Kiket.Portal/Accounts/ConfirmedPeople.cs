using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Accounts;

/// <summary>
/// Who may join, publish, invite and link another service: people whose address is confirmed, unless
/// <c>Accounts:ConfirmedEmail</c> is off. An account that nobody confirmed may belong to somebody else.
/// </summary>
public sealed class ConfirmedPeople(IOptions<AccountsOptions> options)
{
    public bool IsRequired => options.Value.ConfirmedEmail == true;

    public bool IsMissing(PortalUser user) => IsRequired && !user.EmailConfirmed;

    /// <summary>Refused with <c>email_not_confirmed</c> and where to confirm it.</summary>
    public async Task<Result> RequireAsync(PortalDb db, Guid userId, CancellationToken cancellationToken) =>
        !IsRequired || await db.Set<PortalUser>().AnyAsync(user => user.Id == userId && user.EmailConfirmed, cancellationToken)
            ? Result.Success()
            : NotConfirmed;

    public static Error NotConfirmed => Error.Forbidden(
        "email_not_confirmed", "Confirm your e-mail address first: open your account page and send yourself a link.");
}
