using Kiket.Portal.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Accounts;

/// <summary>
/// Applies the rules for names and addresses to every change of an account: Identity runs this before it saves. Names and
/// addresses from before a rule stay, so that these accounts can still be used and changed.
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

        // People of the platform may use its names.
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
