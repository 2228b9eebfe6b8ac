using System.Reflection;

namespace Kiket.Portal.Tests.Architecture;

/// <summary>The requirements of OWASP ASVS 5.0.0 that the portal meets, each with at least one test that shows it.</summary>
public sealed class AsvsTests
{
    private static readonly string[] Required =
    [
        // Encoding and sanitization
        "V1.2.2", "V1.2.4", "V1.3.1", "V1.3.4", "V1.3.5", "V1.3.6", "V1.3.12", "V1.5.2", "V1.5.3",
        // Validation and business logic
        "V2.3.1", "V2.3.3", "V2.3.4", "V2.3.5", "V2.4.1",
        // Web frontend
        "V3.2.1", "V3.3.1", "V3.3.2", "V3.3.3", "V3.3.4", "V3.4.1", "V3.4.2", "V3.4.3", "V3.4.4", "V3.4.5", "V3.4.6", "V3.5.1",
        // Web sockets
        "V4.4.1", "V4.4.2",
        // Files
        "V5.1.1", "V5.2.1", "V5.2.2", "V5.2.3", "V5.2.4", "V5.2.5", "V5.2.6", "V5.3.2", "V5.4.1", "V5.4.2", "V5.4.3",
        // Authentication and sessions
        "V6.2.1", "V6.2.4", "V6.2.9", "V6.3.1", "V7.2.3", "V7.4.1", "V7.4.2",
        // Authorization
        "V8.2.1", "V8.2.2", "V8.2.3", "V8.3.1", "V8.3.2", "V8.4.1",
        // Cryptography
        "V11.3.2", "V11.4.2", "V11.5.1",
        // Configuration and data protection
        "V13.2.4", "V13.2.5", "V13.3.1", "V13.4.2", "V14.2.1",
        // Coding
        "V15.3.2", "V15.3.3", "V15.4.2",
        // Logs and errors
        "V16.3.2", "V16.3.3", "V16.4.1", "V16.5.1", "V16.5.2", "V16.5.3",
    ];

    private static readonly Lazy<ILookup<string, string>> Shown = new(() => Read().ToLookup(pair => pair.Id, pair => pair.Test, StringComparer.Ordinal));

    [Fact]
    public void Every_requirement_has_a_test()
    {
        var without = Required.Where(id => !Shown.Value.Contains(id));

        Assert.True(!without.Any(), $"No test shows {string.Join(", ", without)}. Put [Asvs(\"id\")] on one that does, or write it.");
    }

    [Fact]
    public void No_test_shows_what_is_not_on_the_list()
    {
        var unknown = Shown.Value
            .Where(group => !Required.Contains(group.Key, StringComparer.Ordinal))
            .Select(group => $"{group.Key} on {string.Join(", ", group)}");

        Assert.Empty(unknown);
    }

    [Fact]
    public void Only_tests_show_something()
    {
        var others = typeof(AsvsTests).Assembly.GetTypes()
            .Where(type => type.GetCustomAttributes<AsvsAttribute>().Any() && !type.GetMethods().Any(IsTest))
            .Select(type => type.Name)
            .Concat(Methods()
                .Where(method => method.GetCustomAttributes<AsvsAttribute>().Any() && !IsTest(method))
                .Select(method => $"{method.DeclaringType!.Name}.{method.Name}"));

        Assert.Empty(others);
    }

    private static IEnumerable<(string Id, string Test)> Read()
    {
        foreach (var type in typeof(AsvsTests).Assembly.GetTypes())
        {
            foreach (var shown in type.GetCustomAttributes<AsvsAttribute>())
            {
                yield return (shown.Id, type.Name);
            }
        }

        foreach (var method in Methods())
        {
            foreach (var shown in method.GetCustomAttributes<AsvsAttribute>())
            {
                yield return (shown.Id, $"{method.DeclaringType!.Name}.{method.Name}");
            }
        }
    }

    private static IEnumerable<MethodInfo> Methods() =>
        typeof(AsvsTests).Assembly.GetTypes().SelectMany(type => type.GetMethods(
            BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly));

    /// <summary>A theory is a fact as well. One that is skipped shows nothing.</summary>
    private static bool IsTest(MethodInfo method) => method.GetCustomAttribute<FactAttribute>() is { Skip: null };
}
