using System.Reflection;
using Kiket.Portal.Tests.TestKit;

namespace Kiket.Portal.Tests.Architecture;

/// <summary>The inner loop leaves journeys out by their trait, so everything that needs a browser carries it.</summary>
public sealed class JourneyTests
{
    private static IEnumerable<Type> TestClasses => typeof(JourneyTests).Assembly.GetTypes()
        .Where(type => !type.IsAbstract && type.GetMethods().Any(method => method.IsDefined(typeof(FactAttribute), inherit: true)));

    [Fact]
    public void What_opens_a_browser_is_a_journey() =>
        Assert.Empty(TestClasses.Where(type => type.GetConstructors().Any(TakesBrowser) && !type.IsSubclassOf(typeof(Journey))).Select(type => type.FullName));

    [Fact]
    public void Every_journey_carries_the_trait()
    {
        var without = TestClasses
            .Where(type => type.Namespace == "Kiket.Portal.Tests.Journeys" || type.IsSubclassOf(typeof(Journey)))
            .Where(type => !Ancestry(type).SelectMany(CustomAttributeData.GetCustomAttributes).Any(IsTheTrait));

        Assert.Empty(without.Select(type => type.FullName));
    }

    private static IEnumerable<Type> Ancestry(Type? type)
    {
        for (; type is not null; type = type.BaseType)
        {
            yield return type;
        }
    }

    private static bool TakesBrowser(ConstructorInfo constructor) => constructor.GetParameters().Any(parameter => parameter.ParameterType == typeof(Browser));

    private static bool IsTheTrait(CustomAttributeData attribute) =>
        attribute.AttributeType == typeof(TraitAttribute)
        && attribute.ConstructorArguments.Select(argument => argument.Value).SequenceEqual([Journey.TraitName, Journey.TraitValue]);
}
