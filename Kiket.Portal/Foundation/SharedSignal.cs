using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Kiket.Portal.Foundation;

/// <summary>
/// Something that every node of the portal must learn within a second, such as "this listing changed". A signal works by
/// itself on one node; <c>Nodes</c> carries it to the others where several share a database.
/// </summary>
public interface ISharedSignal
{
    /// <summary>A short word, unique among the signals.</summary>
    string Name { get; }

    /// <summary>Has each key that is raised on this node handed to <paramref name="send"/>, which returns at once and never throws.</summary>
    void ShareWith(Action<string> send);

    /// <summary>Another node raised it: does here what was done there.</summary>
    /// <param name="key">Null when signals may have been missed, so anything may have changed.</param>
    Task ReceiveAsync(string? key);
}

public static class SharedSignals
{
    /// <summary>Registers a signal, as itself and as one that other nodes hear.</summary>
    public static IServiceCollection AddSharedSignal<TSignal>(this IServiceCollection services)
        where TSignal : class, ISharedSignal
    {
        services.TryAddSingleton<TSignal>();
        return services.AddSingleton<ISharedSignal>(provided => provided.GetRequiredService<TSignal>());
    }
}
