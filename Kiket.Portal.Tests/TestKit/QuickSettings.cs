using Microsoft.Extensions.Hosting;

namespace Kiket.Portal.Tests.TestKit;

/// <summary>
/// Settings of every portal of the tests, below what a test sets itself: waits that exist for people and for thieves, and
/// that no test is about. In Production all but the pause is as it is delivered.
/// </summary>
internal static class QuickSettings
{
    private static readonly (string Key, string Value) Pause = ("Drafts:SaveAfter", "00:00:00.1");

    public static IEnumerable<(string Key, string Value)> For(string environment) =>
        environment == Environments.Production ? [Pause] : [Pause, ("Accounts:PasswordIterations", "1000")];
}
