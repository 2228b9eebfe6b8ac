using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Accounts;

/// <summary>
/// Checks who may join, publish, invite and link another service: people with a confirmed address, unless
/// <c>Accounts:ConfirmedEmail</c> is off. An unconfirmed account may belong to someone else.
/// </summary>
public sealed class ConfirmedPeople(IOptions<AccountsOptions> options)
{
    public bool IsRequired => options.Value.ConfirmedEmail == true;

    public bool IsMissing(PortalUser user) => IsRequired && !user.EmailConfirmed;

    /// <summary>Refused with <c>email_not_confirmed</c>, which says where to confirm the address.</summary>
    public async Task<Result> RequireAsync(PortalDb db, Guid userId, CancellationToken cancellationToken) =>
        !IsRequired || await db.Set<PortalUser>().AnyAsync(user => user.Id == userId && user.EmailConfirmed, cancellationToken)
            ? Result.Success()
            : NotConfirmed;

    public static Error NotConfirmed => Error.Forbidden(
        "email_not_confirmed", "Confirm your e-mail address first. Open your account page and send yourself a link.");
}
