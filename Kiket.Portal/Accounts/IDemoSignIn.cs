using Kiket.Portal.Foundation;

namespace Kiket.Portal.Accounts;

/// <summary>Registered only by the demo: lets the sign-in page offer its people with one click.</summary>
public interface IDemoSignIn
{
    IReadOnlyList<DemoPerson> People { get; }

    /// <summary>The user id of a key, or why there is none.</summary>
    Task<Result<Guid>> FindAsync(string key, CancellationToken cancellationToken);
}

/// <param name="Key">Part of the address, for example <c>publisher</c>.</param>
/// <param name="Name">The person's name.</param>
/// <param name="Role">The person's role, in a few words.</param>
public sealed record DemoPerson(string Key, string Name, string Role);
