using System.Reflection;
using Kiket.Portal.Tests.TestKit;

namespace Kiket.Portal.Tests.Architecture;

/// <summary>The inner loop leaves tests out by their trait: all that need a browser, a container, PostgreSQL or a running portal.</summary>
public sealed class JourneyTests
{
    private const BindingFlags Fields =
        BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly HashSet<Type> TestClasses = typeof(JourneyTests).Assembly.GetTypes()
        .Where(type => !type.IsAbstract && type.GetMethods().Any(method => method.IsDefined(typeof(FactAttribute), inherit: true))).ToHashSet();

    [Fact]
    public void What_opens_a_browser_is_a_journey() =>
        Assert.Empty(TestClasses.Where(type => Takes<Browser>(type) && !type.IsSubclassOf(typeof(Journey))).Select(type => type.FullName));

    [Fact]
    public void Every_journey_carries_its_trait_and_is_slow()
    {
        var journeys = TestClasses.Where(type => type.Namespace == "Kiket.Portal.Tests.Journeys" || type.IsSubclassOf(typeof(Journey)));

        Assert.Empty(journeys.Where(type => !Has(type, Journey.TraitName, Journey.TraitValue) || !IsSlow(type)).Select(type => type.FullName));
    }

    [Fact]
    public void What_starts_containers_or_runs_on_PostgreSQL_is_slow()
    {
        var needy = TestClasses.Where(type => type.Name.Contains("OnPostgreSql", StringComparison.Ordinal)
            || type.GetMethods().Any(method => method.IsDefined(typeof(ContainerFactAttribute), inherit: true)));

        Assert.Empty(needy.Where(type => !IsSlow(type)).Select(type => type.FullName));
    }

    [Fact]
    public void What_starts_a_portal_is_slow()
    {
        // The running portal, and the fixtures that own one.
        var holders = typeof(JourneyTests).Assembly.GetTypes()
            .Where(type => type == typeof(PortalServer) || (!TestClasses.Contains(type) && Holds(type, [typeof(PortalServer)]))).ToHashSet();

        Assert.Empty(TestClasses.Where(type => Holds(type, holders) && !IsSlow(type)).Select(type => type.FullName));
    }

    /// <summary>As a parameter, as a field, or as a local variable that lives across an await.</summary>
    private static bool Holds(Type type, HashSet<Type> held) =>
        type.GetConstructors().Any(constructor => constructor.GetParameters().Any(parameter => held.Contains(parameter.ParameterType)))
        || type.GetNestedTypes(BindingFlags.NonPublic).Prepend(type).SelectMany(one => one.GetFields(Fields)).Any(field => held.Contains(field.FieldType));

    private static bool IsSlow(Type type) => Has(type, Slow.TraitName, Slow.TraitValue);

    private static bool Takes<T>(Type type) =>
        type.GetConstructors().Any(constructor => constructor.GetParameters().Any(parameter => parameter.ParameterType == typeof(T)));

    private static bool Has(Type type, string name, string value) => Ancestry(type)
        .SelectMany(CustomAttributeData.GetCustomAttributes)
        .Any(attribute => attribute.AttributeType == typeof(TraitAttribute)
            && attribute.ConstructorArguments.Select(argument => argument.Value).SequenceEqual([name, value]));

    private static IEnumerable<Type> Ancestry(Type? type)
    {
        for (; type is not null; type = type.BaseType)
        {
            yield return type;
        }
    }
}
