using System.Collections.Frozen;
using Microsoft.AspNetCore.Identity;

namespace Kiket.Portal.Accounts;

/// <summary>Refuses the passwords that everyone tries first. There are no composition rules, because length and rarity matter.</summary>
public sealed class CommonPasswordRule : IPasswordValidator<PortalUser>
{
    private static readonly FrozenSet<string> Common = Load();

    /// <summary>The number of passwords in the list.</summary>
    public static int Count => Common.Count;

    public Task<IdentityResult> ValidateAsync(UserManager<PortalUser> manager, PortalUser user, string? password) =>
        Task.FromResult(Problem(user, password ?? "") is { } problem
            ? IdentityResult.Failed(new IdentityError { Code = "PasswordTooCommon", Description = problem })
            : IdentityResult.Success);

    /// <summary>Null when the password is allowed.</summary>
    public static string? Problem(PortalUser user, string password)
    {
        var bare = password.Trim().ToLowerInvariant();
        if (Common.Contains(bare) || Common.Contains(bare.TrimEnd('!', '.', '?', '*', '#', '$', '@')))
        {
            return "This password is one of the most common ones, which attackers try first. Choose another one. Three or four unrelated words work well.";
        }

        if (bare.Distinct().Count() < 3)
        {
            return "This password repeats one or two characters. Choose another one. Three or four unrelated words work well.";
        }

        var mailbox = (user.Email ?? "").ToLowerInvariant();
        return bare == mailbox || (mailbox.Length > 0 && bare == mailbox.Split('@')[0])
            ? "This is your e-mail address. Choose something that others don't know."
            : null;
    }

    private static FrozenSet<string> Load()
    {
        var assembly = typeof(CommonPasswordRule).Assembly;
        using var stream = assembly.GetManifestResourceStream("Kiket.Portal.Accounts.CommonPasswords.txt")
            ?? throw new InvalidOperationException("Accounts/CommonPasswords.txt is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .ToFrozenSet(StringComparer.Ordinal);
    }
}
