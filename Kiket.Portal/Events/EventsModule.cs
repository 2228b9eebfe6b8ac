using Kiket.Portal.Jobs;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Kiket.Portal.Events;

public static class EventsModule
{
    public static IServiceCollection AddEvents(this IServiceCollection services)
    {
        services.TryAddSingleton<WorkSignal>();
        services.AddSingleton<UnitOfWork>();
        services.AddSingleton<EventSignal>();
        services.AddSingleton<SweepEvents>();
        services.AddSingleton<IRegularWork>(provider => provider.GetRequiredService<SweepEvents>());
        services.AddSingleton<EventQueue>();
        services.AddSingleton<IWorkQueue>(provider => provider.GetRequiredService<EventQueue>());
        return services;
    }
}
