/* The client against sockets that do not answer as they should. */
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "harness/test.h"
#include "http/http.h"

/* Connections to it are made by the kernel and heard by nobody. */
static int silent_socket(char url[64], const char *host)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof address;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	T_CHECK(bind(fd, (struct sockaddr *)&address, len) == 0 && listen(fd, 4) == 0);
	T_CHECK(getsockname(fd, (struct sockaddr *)&address, &len) == 0);
	snprintf(url, 64, "http://%s:%u/", host, ntohs(address.sin_port));
	return fd;
}

TEST(http, a_silent_server_is_given_up_at_the_deadline)
{
	static const char *const hosts[] = {"127.0.0.1", "localhost"};

	for (size_t i = 0; i < COUNT_OF(hosts); i++) {
		auto_buf struct buf reply = {0};
		char url[64];
		auto_fd int fd = silent_socket(url, hosts[i]);
		struct error error = {0};
		int64_t began = clock_monotonic_us();

		buf_init(&reply, 100);
		T_ERR(http_request(&(struct http_exchange){.method = "GET",
					   .url = url,
					   .timeout_ms = 100,
					   .reply = &reply},
			      &error),
			IO);
		T_CHECK(strstr(error.note, "no answer in time"));
		T_CHECK(clock_monotonic_us() - began < 5000000);
	}
}

TEST(http, an_address_that_cannot_be_used_is_named)
{
	static const char *const urls[] = {"https://a.test/", "a.test:80", "http://", "http:///x",
		"http://127.0.0.1:0/", "http://a b/", ""};

	for (size_t i = 0; i < COUNT_OF(urls); i++) {
		auto_buf struct buf reply = {0};
		struct error error = {0};

		buf_init(&reply, 100);
		T_ERR(http_request(
			      &(struct http_exchange){
				      .method = "GET", .url = urls[i], .reply = &reply},
			      &error),
			INVALID);
		T_CHECK(strstr(error.note, "not an http:// address"));
	}
}
