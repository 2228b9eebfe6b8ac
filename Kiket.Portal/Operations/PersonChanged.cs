using Kiket.Portal.Data;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Operations;

/// <summary>Two people change the same person at once, and the second one must check again.</summary>
internal static class PersonChanged
{
    public static Error Error { get; } =
        Error.Conflict("user_changed", "Someone else has just changed this person. Check the list, then try again.");

    public static Task<Error> LostAsync(PortalDb db) => Task.FromResult(Error);
}
