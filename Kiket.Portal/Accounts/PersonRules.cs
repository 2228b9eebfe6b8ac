using Kiket.Portal.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Accounts;

/// <summary>
/// Holds the rules for names and addresses on every path that makes or changes an account: Identity asks here before it
/// saves. What an account has since before a rule stays, so that it can still be used and changed.
/// </summary>
internal sealed class PersonRules(PortalDb db) : IUserValidator<PortalUser>
{
    public Task<IdentityResult> ValidateAsync(UserManager<PortalUser> manager, PortalUser user)
    {
        var problems = new List<IdentityError>();
        if (Changed(user, nameof(PortalUser.Email)) && EmailAddress.Problem(user.Email) is { } address)
        {
            problems.Add(new IdentityError { Code = "InvalidEmail", Description = address });
        }

        // People of the platform may be called what they are.
        if (user.PlatformRoles == PlatformRoles.None && Changed(user, nameof(PortalUser.DisplayName)) && PersonName.Problem(user.DisplayName) is { } name)
        {
            problems.Add(new IdentityError { Code = "InvalidDisplayName", Description = name });
        }

        return Task.FromResult(problems.Count == 0 ? IdentityResult.Success : IdentityResult.Failed([.. problems]));
    }

    private bool Changed(PortalUser user, string property)
    {
        var entry = db.Entry(user);
        return entry.State is EntityState.Detached or EntityState.Added || entry.Property(property).IsModified;
    }
}
