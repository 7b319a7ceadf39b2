# The proxy alone, for a laptop or as a Kubernetes sidecar. It talks to a remote gateway:
#   docker run -p 3306:3306 -e EDGESQL_TOKEN=… edgesql up --host 0.0.0.0 --edge https://gateway.example.workers.dev
FROM maven:3.9-eclipse-temurin-17 AS build
WORKDIR /src
COPY pom.xml ./
COPY .mvn .mvn
COPY protocol protocol
COPY dialect dialect
COPY edge-backend edge-backend
COPY proxy-server proxy-server
COPY bench bench
COPY integration integration
RUN mvn -q -B -ntp -pl proxy-server -am -DskipTests -DskipLint package

FROM eclipse-temurin:17-jre
RUN useradd --system --uid 10001 --create-home edgesql
WORKDIR /opt/edgesql
COPY --from=build /src/proxy-server/target/classes classes
COPY --from=build /src/proxy-server/target/lib lib
USER 10001
EXPOSE 3306
STOPSIGNAL SIGTERM
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=70", "-Dio.netty.leakDetection.level=disabled", "-cp", "classes:lib/*", "io.edgesql.proxy.Main"]
CMD ["up", "--help"]
