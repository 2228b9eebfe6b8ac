using System.Reflection;
using System.Runtime.CompilerServices;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Tests.Architecture;

/// <summary>
/// A record writes all its properties when it is logged. One that computes a record of its own type would write that one's as well, and so on,
/// until the stack is full and gigabytes are spent.
/// </summary>
public sealed class PrintableRecordsTests
{
    [Fact]
    public void No_record_computes_a_property_of_its_own_type() => Assert.Empty(
        typeof(Result).Assembly.GetTypes().Where(PrintsItself).SelectMany(Computed).Select(property => $"{property.DeclaringType}.{property.Name}"));

    [Fact]
    public void A_property_of_the_own_type_is_found() => Assert.Single(Computed(typeof(Endless)));

    /// <summary>The compiler writes this method for records, and ToString for those that have none of their own.</summary>
    private static bool PrintsItself(Type type) =>
        type.GetMethod("PrintMembers", BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.DeclaredOnly) is not null
        && type.GetMethod(nameof(ToString), []) is { } method
        && method.IsDefined(typeof(CompilerGeneratedAttribute));

    private static IEnumerable<PropertyInfo> Computed(Type type) => type.GetProperties(BindingFlags.Instance | BindingFlags.Public)
        .Where(property => (Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType) == type)
        .Where(property => type.GetField($"<{property.Name}>k__BackingField", BindingFlags.Instance | BindingFlags.NonPublic) is null);

    private sealed record Endless(int Number)
    {
        public Endless Next => this with { Number = Number + 1 };
    }
}
